import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeForge, type FakeForgeOptions } from './fake-forge.js';

let fake: FakeForge;

async function begin(options: FakeForgeOptions = {}): Promise<void> {
  fake = await new FakeForge(options).start();
}

afterEach(() => fake.stop());

const TINY = { prompt: 'a cat', steps: 1, width: 64, height: 64, seed: 7 };

const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  fetch(fake.url + path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function json(reply: Promise<Response>): Promise<Record<string, unknown>> {
  return (await (await reply).json()) as Record<string, unknown>;
}

async function generate(body: object): Promise<{ images: string[]; info: Record<string, unknown> }> {
  const reply = await json(post('/sdapi/v1/txt2img', { ...TINY, ...body }));
  return {
    images: reply['images'] as string[],
    info: JSON.parse(reply['info'] as string) as Record<string, unknown>,
  };
}

const statusOf = async (path: string, authorization = '') =>
  (await fetch(fake.url + path, { headers: { authorization } })).status;

const askAbout = (taskId: string) => json(post('/internal/progress', { id_task: taskId }));

async function titles(): Promise<string[]> {
  const list = (await (await fetch(`${fake.url}/sdapi/v1/sd-models`)).json()) as { title: string }[];
  return list.map(({ title }) => title);
}

async function frames(sessionHash: string): Promise<Record<string, unknown>[]> {
  const reply = await fetch(`${fake.url}/queue/data?session_hash=${sessionHash}`);
  const read: Record<string, unknown>[] = [];
  let text = '';
  try {
    for await (const chunk of reply.body!) text += Buffer.from(chunk).toString();
  } catch {
    read.push({ msg: 'broken' });
  }
  const lines = text.split('\n\n').filter(Boolean);
  return [...lines.map((line) => JSON.parse(line.replace('data: ', '')) as Record<string, unknown>), ...read];
}

describe('the fake’s REST API', () => {
  beforeEach(() => begin());

  it('replaces what it does not know without a word', async () => {
    const { info } = await generate({
      sampler_name: 'k_euler',
      scheduler: 'Nope',
      override_settings: { sd_model_checkpoint: 'nope', forge_additional_modules: ['nope'] },
      nope: 1,
    });
    expect(info).toMatchObject({ sampler_name: 'DPM++ 2M', sd_model_name: 'tiny-a', steps: 1 });
    expect(info['extra_generation_params']).toEqual({ 'Schedule type': 'Automatic' });
  });

  it('splits a schedule type off a sampler’s name', async () => {
    const { info } = await generate({ sampler_name: 'DPM++ SDE Karras' });
    expect(info).toMatchObject({
      sampler_name: 'DPM++ SDE',
      extra_generation_params: { 'Schedule type': 'Karras' },
    });
  });

  it('gives equal pictures for equal seeds, and a grid first only where it saves several', async () => {
    const one = await generate({ seed: 8 });
    const two = await generate({ n_iter: 2 });
    const saved = await generate({ n_iter: 2, save_images: true });
    expect(two.images[1]).toBe(one.images[0]);
    expect(two.info['all_seeds']).toEqual([7, 8]);
    expect(saved.images).toHaveLength(3);
    expect(saved.info['index_of_first_image']).toBe(1);
  });

  it('knows a checkpoint’s hash after its first load', async () => {
    expect(await titles()).toEqual(['tiny-a.safetensors', 'sub/tiny-b.safetensors']);
    await generate({});
    expect(await titles()).toEqual([
      expect.stringMatching(/^tiny-a\.safetensors \[\w{10}\]$/),
      'sub/tiny-b.safetensors',
    ]);
  });

  it.each([
    ['{bad', 422, { detail: [{ type: 'json_invalid' }] }],
    ['"x"', 422, { detail: [{ type: 'model_attributes_type', loc: ['body'] }] }],
    [{ steps: 'abc' }, 422, { detail: [{ type: 'int_parsing', loc: ['body', 'steps'] }] }],
    [{ steps: 0 }, 500, { error: 'ZeroDivisionError', message: 'integer division or modulo by zero' }],
    [{ ...TINY, override_settings: { nope_key: 1 } }, 500, { error: 'KeyError', message: "'nope_key'" }],
    [{ ...TINY, enable_hr: true, denoising_strength: 0.6 }, 500, { error: 'TypeError' }],
    [{ ...TINY, enable_hr: true, hr_additional_modules: [] }, 500, { error: 'TypeError' }],
  ])('answers %j with %i', async (body, status, expected) => {
    const reply = await post('/sdapi/v1/txt2img', body);
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject(expected);
  });

  it('refuses options that it does not have', async () => {
    const reply = await post('/sdapi/v1/options', { sd_model_checkpoint: 'nope' });
    expect(reply.status).toBe(500);
    expect(await reply.json()).toMatchObject({ error: 'RuntimeError', message: "model 'nope' not found" });
  });

  it('tells wrong methods and routes', async () => {
    expect((await fetch(`${fake.url}/sdapi/v1/txt2img`)).status).toBe(405);
    expect(await json(fetch(`${fake.url}/sdapi/v1/nope`))).toEqual({ detail: 'Not Found' });
  });

  it('lets an overridden option leak that was never saved', async () => {
    await generate({ override_settings: { CLIP_stop_at_last_layers: 2 } });
    expect(fake.process.options['CLIP_stop_at_last_layers']).toBe(2);
    await post('/sdapi/v1/options', { CLIP_stop_at_last_layers: 1 });
    await generate({ override_settings: { CLIP_stop_at_last_layers: 2 } });
    expect(fake.process.options['CLIP_stop_at_last_layers']).toBe(1);
  });

  it('keeps a failed task active until another begins', async () => {
    await post('/sdapi/v1/txt2img', { ...TINY, steps: 0, force_task_id: 'failed' });
    expect(await askAbout('failed')).toMatchObject({ active: true, queued: false, completed: false });
    await post('/sdapi/v1/txt2img', { ...TINY, force_task_id: 'good' });
    expect(await askAbout('failed')).toMatchObject({
      active: false,
      completed: false,
      textinfo: 'Waiting...',
    });
    expect(await askAbout('good')).toMatchObject({ completed: true });
  });

  it('keeps a task waiting for ever whose picture cannot be decoded', async () => {
    const body = { ...TINY, init_images: ['bm8gcGljdHVyZQ=='], force_task_id: 'leaked' };
    const reply = await post('/sdapi/v1/img2img', body);
    expect([reply.status, await reply.json()]).toEqual([500, { detail: 'Invalid encoded image' }]);
    await generate({});
    expect(await askAbout('leaked')).toMatchObject({ queued: true, active: false });
    expect((await post('/sdapi/v1/img2img', TINY)).status).toBe(404);
  });

  it('echoes a request as it understood it', async () => {
    const { parameters } = await json(post('/sdapi/v1/txt2img', { ...TINY, seed: -1, nope: 1 }));
    expect(parameters).toMatchObject({ seed: -1, steps: 1, cfg_scale: 7, sampler_name: null });
    expect(parameters).not.toHaveProperty('nope');
  });

  it('runs one job at a time, on after its client left, and interrupts the running one only', async () => {
    const reached = fake.pace.holdAt('denoise');
    const leaving = new AbortController();
    const body = JSON.stringify({ ...TINY, n_iter: 3, force_task_id: 'first' });
    const first = fetch(`${fake.url}/sdapi/v1/txt2img`, { method: 'POST', body, signal: leaving.signal });
    await reached;
    const second = generate({ force_task_id: 'second' });
    while (fake.process.pending.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await json(post('/internal/progress', { id_task: 'second' }))).toMatchObject({
      textinfo: 'In queue: 1/1',
    });
    expect(await json(fetch(`${fake.url}/sdapi/v1/progress`))).toMatchObject({
      state: { job: 'Batch 1 out of 3' },
    });
    leaving.abort();
    await expect(first).rejects.toThrow();
    await post('/sdapi/v1/interrupt');
    fake.pace.release();
    expect((await second).images).toHaveLength(1);
    expect(fake.process.finished).toEqual(['first', 'second']);
  });
});

describe('the fake’s other servers', () => {
  it('compresses and hides /internal without a web UI', async () => {
    await begin({ noWebUi: true });
    expect((await post('/internal/progress', { id_task: 'x' })).status).toBe(404);
    expect((await fetch(`${fake.url}/config`)).status).toBe(404);
    const reply = await post('/sdapi/v1/txt2img', TINY, { 'accept-encoding': 'gzip' });
    expect(reply.headers.get('content-encoding')).toBe('gzip');
    const plain = await post('/sdapi/v1/txt2img', TINY, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });

  it('asks for credentials on all routes but those of extensions', async () => {
    await begin({ apiAuth: 'me:word' });
    expect(await statusOf('/sdapi/v1/samplers')).toBe(401);
    expect(await statusOf('/sdapi/v1/samplers', 'Bearer x')).toBe(401);
    expect(await statusOf('/sdapi/v1/samplers', 'Basic %%')).toBe(401);
    expect(await statusOf('/sdapi/v1/samplers', `Basic ${btoa('me:word')}`)).toBe(200);
    expect(await statusOf('/sdapi/v1/loras')).toBe(200);
    expect(await statusOf('/internal/ping')).toBe(200);
  });

  it('has A1111’s shape of errors, and SD.Next’s refusals', async () => {
    await begin({ variant: 'a1111' });
    expect(await json(fetch(`${fake.url}/sdapi/v1/nope`))).toMatchObject({
      error: 'HTTPException',
      detail: 'Not Found',
    });
    await fake.stop();
    await begin({ variant: 'sdnext' });
    expect((await post('/sdapi/v1/txt2img', { ...TINY, sampler_name: 'Nope' })).status).toBe(404);
    expect((await post('/sdapi/v1/interrupt')).status).toBe(204);
  });
});

describe('the fake’s web UI', () => {
  beforeEach(() => begin({ api: false }));

  it('answers joins that are not complete', async () => {
    expect(await json(post('/queue/join', { data: [], fn_index: 1 }))).toEqual({
      detail: 'Session hash not found.',
    });
    expect(await json(post('/queue/join', { data: [], session_hash: 's' }))).toEqual({
      detail: 'No function index provided.',
    });
    expect((await post('/queue/join', { data: [], session_hash: 's', fn_index: 999 })).status).toBe(500);
  });

  it('breaks off the stream of an unknown session', async () => {
    expect((await frames('nobody')).map(({ msg }) => msg)).toEqual(['unexpected_error', 'broken']);
  });

  it('fails without a reason where values are missing', async () => {
    await post('/queue/join', { data: ['task(x)'], session_hash: 's', fn_index: 8 });
    const all = await frames('s');
    expect(all.map(({ msg }) => msg)).toEqual([
      'estimation',
      'process_starts',
      'process_completed',
      'close_stream',
    ]);
    expect(all[2]).toMatchObject({ success: false, output: { error: null } });
  });

  it('pretends to cancel', async () => {
    const reached = fake.pace.holdAt('denoise');
    const data = [
      'task(x)',
      'a cat',
      '',
      [],
      1,
      1,
      7,
      3.5,
      64,
      64,
      false,
      0.7,
      2,
      'Latent',
      0,
      [],
      7,
      null,
      'None',
      2,
    ];
    const values = [...data, 'Euler a', 'Automatic', '', 7, false, -1, 0, null, false];
    const { event_id: id } = await json(
      post('/queue/join', { data: values, session_hash: 's', fn_index: 8 }),
    );
    const listening = frames('s');
    await reached;
    await post('/cancel', { session_hash: 's', fn_index: 8, event_id: id });
    expect((await listening).at(-2)).toMatchObject({ msg: 'process_completed', output: {}, success: true });
    expect(fake.process.currentTask).toBe('task(x)');
    fake.pace.release();
    while (fake.process.finished.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });

  it('gives out its own files only', async () => {
    expect((await fetch(`${fake.url}/file=/etc/passwd`)).status).toBe(403);
    expect((await fetch(`${fake.url}/file=/srv/fake/outputs/txt2img%20images/x.png`)).status).toBe(404);
  });
});
