import { afterEach, describe, expect, it } from 'vitest';
import type { ForgeBackend } from '../forge-backend.js';
import { eventually } from '../testing/eventually.js';
import { FakeForge, type FakeForgeOptions } from '../testing/fake-forge.js';
import { backendFor, requestFor, run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;

async function begin(options: FakeForgeOptions = {}, settings: Record<string, string | boolean> = {}) {
  fake = await new FakeForge({ api: false, ...options }).start();
  backend = backendFor(fake.url, settings);
}

afterEach(async () => {
  fake.pace.release();
  await backend.dispose();
  await fake.stop();
});

interface Join {
  readonly fn_index: number;
  readonly session_hash: string;
  readonly data: unknown[];
}

const joins = (): Join[] =>
  fake.requests.filter(({ path }) => path === '/queue/join').map(({ text }) => JSON.parse(text) as Join);

describe('functions of the web UI', () => {
  it.each([
    ['other ids', { firstId: 900 }, 8],
    ['no extensions', { extensions: 0 }, 5],
    ['many extensions', { extensions: 7 }, 12],
    ['no names', { apiNames: false }, 8],
  ])('are found with %s', async (_case, ui, generate) => {
    await begin({ ui });
    const { images, warnings, error } = await run(backend, await requestFor(backend));
    expect(error).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(images).toHaveLength(1);
    expect(joins().map(({ fn_index: index }) => index)).toEqual([1, generate]);
  });

  it('are looked up anew after the web UI was reloaded', async () => {
    await begin();
    const request = await requestFor(backend);
    await run(backend, request);
    const { port } = new URL(fake.url);
    await fake.stop();
    fake = await new FakeForge({ api: false, ui: { extensions: 6 }, port: Number(port) }).start();
    const { images } = await run(backend, request);
    expect(images).toHaveLength(1);
    expect(joins().at(-1)).toMatchObject({ fn_index: 11 });
  });

  it('are not guessed at in a web UI of Gradio 3', async () => {
    await begin({ ui: { version: '3.41.2' } });
    await expect(backend.listModels()).rejects.toMatchObject({
      code: 'unavailable',
      retryable: false,
      message: expect.stringContaining('start the server with --api'),
    });
  });
});

describe('a picture through the queue', () => {
  it('comes from the checkpoint that was chosen before in the same session', async () => {
    await begin();
    const { images } = await run(backend, await requestFor(backend, {}, { model: 'sub\\tiny-b' }));
    expect(images[0]!.metadata['model_name']).toBe('tiny-b');
    const [checkpoint, generate] = joins();
    expect(checkpoint!.data).toEqual(['sub/tiny-b.safetensors']);
    expect(generate!.session_hash).toBe(checkpoint!.session_hash);
  });

  it('is made with the options that were asked for', async () => {
    await begin();
    const parameters = {
      negative_prompt: 'dog',
      sampler: 'DDIM',
      scheduler: 'simple',
      style: 'Neon',
      clip_skip: 1,
      modules: 'clip_l.safetensors',
      enable_hr: true,
      hr_scale: 1.5,
      width: 128,
    };
    const { images, warnings } = await run(backend, await requestFor(backend, parameters));
    expect(warnings).toEqual([]);
    expect(images[0]!.metadata['infotext']).toMatch(
      /^a cat, neon lights\nNegative prompt: dog, daylight\nSteps: 4, Sampler: DDIM, Schedule type: Simple, .*Size: 128x64, .*Clip skip: 2, Hires upscale: 1.5, .*Module 1: clip_l$/,
    );
    expect(Buffer.from(images[0]!.content.data).readUInt32BE(16)).toBe(192);
  });

  it('has the variation that was asked for', async () => {
    await begin();
    const parameters = { variation_strength: 0.2, variation_seed: '9' };
    const { images, warnings } = await run(backend, await requestFor(backend, parameters));
    expect(warnings).toEqual([]);
    expect(images[0]!.metadata['infotext']).toContain('Variation seed: 9, Variation seed strength: 0.2');
  });

  it('offers what the web UI offers', async () => {
    await begin();
    const [model] = await backend.listModels();
    expect(model!.options).toMatchObject({
      height: { default: 640 },
      sampler: { choices: expect.arrayContaining([expect.objectContaining({ value: 'Euler a' })]) },
      style: { choices: [{ value: '' }, { value: 'Neon' }] },
      modules: { default: '' },
    });
  });

  it('offers and makes what its refresh button finds', async () => {
    await begin();
    const offered = async () => (await backend.listModels()).map(({ id }) => id);
    expect(await offered()).not.toContain('new.safetensors');
    fake.checkpoints.push({ file: 'new.safetensors', hashed: false });
    fake.process.modules.push('new-vae.safetensors');
    await backend.management.refresh?.();
    expect(await offered()).toContain('new.safetensors');
    const parameters = { modules: 'new-vae.safetensors' };
    const { images } = await run(backend, await requestFor(backend, parameters, { model: 'new' }));
    expect(images[0]!.metadata).toMatchObject({
      model_name: 'new',
      infotext: expect.stringMatching(/Module 1: new-vae$/),
    });
  });

  it('finds a checkpoint that came to the server after it started', async () => {
    await begin();
    const request = await requestFor(backend, {}, { model: 'new.safetensors' });
    fake.checkpoints.push({ file: 'new.safetensors', hashed: false });
    expect((await run(backend, request)).images).toHaveLength(1);
  });

  it('shows its progress by task id', async () => {
    await begin();
    const reached = fake.pace.holdAt('denoise');
    const running = run(backend, await requestFor(backend));
    await reached;
    await eventually(() => fake.requests.some(({ path }) => path === '/internal/progress'));
    const asked = fake.requests.length;
    await eventually(() => fake.requests.length > asked + 3);
    fake.pace.release();
    const { events } = await running;
    expect(events.some(({ type }) => type === 'preview')).toBe(true);
  });
});

describe('errors of the web UI', () => {
  it('are recognised where they arrive as a success', async () => {
    await begin();
    const { error } = await run(backend, await requestFor(backend, { prompt: 'out of memory' }));
    expect(error).toMatchObject({ code: 'out-of-memory', retryable: false });
  });

  it('are unescaped', async () => {
    await begin();
    const request = await requestFor(backend);
    fake.failNext('TypeError', "'>' not supported between instances of 'NoneType' and 'int' & more");
    const { error } = await run(backend, request);
    expect(error).toMatchObject({ code: 'internal', retryable: false });
    expect(error!.message).toContain(
      "TypeError: '>' not supported between instances of 'NoneType' and 'int' & more",
    );
  });

  it('warn of a checkpoint that the server replaced', async () => {
    await begin();
    const request = await requestFor(backend, {}, { model: 'tiny-b' });
    fake.checkpoints.splice(1);
    const { warnings } = await run(backend, request);
    expect(warnings).toEqual([expect.objectContaining({ code: 'other-checkpoint' })]);
  });
});

describe('a web UI behind a login', () => {
  const settings = { username: 'me', password: 'secret-word' };

  it('is entered, also after it lost its sessions', async () => {
    await begin({ gradioAuth: 'me:secret-word' }, settings);
    const request = await requestFor(backend);
    expect((await run(backend, request)).images).toHaveLength(1);
    await fake.stop();
    await fake.start();
    expect((await run(backend, request)).error).toBeUndefined();
  });

  it.each([
    ['wrong', { username: 'me', password: 'wrong-word' }],
    ['missing', {}],
  ])('refuses %s credentials for good', async (_case, wrong) => {
    await begin({ gradioAuth: 'me:secret-word' }, wrong);
    await expect(backend.listModels()).rejects.toMatchObject({
      code: 'unavailable',
      retryable: false,
      message: expect.stringMatching(/user name and password/),
    });
  });
});

describe('cancelling', () => {
  it('presses the web UI’s own button when our task runs', async () => {
    await begin();
    const reached = fake.pace.holdAt('denoise');
    const controller = new AbortController();
    const running = run(backend, await requestFor(backend), controller.signal);
    await reached;
    controller.abort();
    expect((await running).error).toMatchObject({ code: 'cancelled' });
    await eventually(() => fake.process.state.interrupted);
    expect(joins().at(-1)).toMatchObject({ fn_index: 3, data: [] });
  });

  it('takes a task out of Gradio’s queue by leaving, and interrupts nobody', async () => {
    await begin();
    const other = backendFor(fake.url);
    const reached = fake.pace.holdAt('denoise');
    const theirs = run(other, await requestFor(other, {}, { jobId: 'theirs' }));
    await reached;
    const controller = new AbortController();
    const running = run(backend, await requestFor(backend, {}, { jobId: 'ours' }), controller.signal);
    await eventually(() => fake.requests.filter(({ path }) => path === '/queue/data').length === 4);
    controller.abort();
    expect((await running).error).toMatchObject({ code: 'cancelled' });
    await backend.dispose();
    fake.pace.release();
    const { images, error } = await theirs;
    await other.dispose();
    expect(error).toBeUndefined();
    expect(images).toHaveLength(1);
    expect(fake.process.jobs).toBe(1);
    expect(fake.process.state.interrupted).toBe(false);
  });
});
