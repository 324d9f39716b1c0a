import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { ForgeBackend } from '../forge-backend.js';
import { FakeForge, type FakeForgeOptions } from '../testing/fake-forge.js';
import { backendFor, requestFor, run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;

async function begin(options: FakeForgeOptions = {}, settings: Record<string, string | boolean> = {}) {
  fake = await new FakeForge(options).start();
  backend = backendFor(fake.url, settings);
}

afterEach(async () => {
  await backend.dispose();
  await fake.stop();
});

describe.each(['forge', 'a1111', 'sdnext'] as const)('errors of %s', (variant) => {
  it('tells too little memory from other exceptions', async () => {
    await begin({ variant });
    const { error } = await run(backend, await requestFor(backend, { prompt: 'out of memory' }));
    expect(error).toMatchObject({ code: 'out-of-memory', retryable: false });
    expect(error!.message).toContain('Tried to allocate 20.00 GiB');
  });

  it('carries the text of an exception', async () => {
    await begin({ variant });
    const request = await requestFor(backend);
    fake.process.options['samples_format'] = undefined;
    fake.checkpoints.length = 0;
    const { error } = await run(backend, request);
    expect(error).toMatchObject({ code: 'model-missing', retryable: false });
    expect(error!.message).toContain('You do not have any model!');
  });
});

describe('access', () => {
  it('works with the right credentials, which no message shows', async () => {
    await begin({ apiAuth: 'me:secret-word' }, { username: 'me', password: 'secret-word' });
    const { images } = await run(backend, await requestFor(backend));
    expect(images).toHaveLength(1);
  });

  it.each([
    ['wrong', { username: 'me', password: 'wrong-word' }],
    ['missing', {}],
  ])('is refused for good with %s credentials', async (_case, settings) => {
    await begin({ apiAuth: 'me:secret-word' }, settings);
    const error: unknown = await backend.listModels().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(String(error)).toContain('user name and password');
    expect(inspect(error, { depth: 9 })).not.toMatch(/wrong-word|Basic/);
  });

  it('says that nobody is there', async () => {
    await begin();
    await fake.stop();
    await expect(backend.listModels()).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)$/),
    });
  });

  it('lives with the last list while the server is away', async () => {
    await begin();
    const models = await backend.listModels();
    await fake.stop();
    expect(await backend.listModels()).toEqual(models);
    const { error } = await run(backend, await requestFor(backend));
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
  });
});

describe('pictures', () => {
  it.each([
    ['jpg', 'image/jpeg'],
    ['webp', 'image/webp'],
  ])('are told by their first bytes where the server encodes %s', async (format, mediaType) => {
    await begin();
    fake.process.options['samples_format'] = format;
    const { images } = await run(backend, await requestFor(backend));
    expect(images[0]!.content).toMatchObject({ kind: 'encoded', mediaType });
  });

  it('are an error where the server encodes nothing', async () => {
    await begin();
    fake.process.options['samples_format'] = 'avif';
    const { error } = await run(backend, await requestFor(backend));
    expect(error!.message).toContain('Invalid image format');
  });

  it('come with a warning when somebody else stopped the job', async () => {
    await begin();
    const reached = fake.pace.holdAt('denoise');
    const running = run(backend, await requestFor(backend));
    await reached;
    await fetch(`${fake.url}/sdapi/v1/interrupt`, { method: 'POST' });
    fake.pace.release();
    expect((await running).warnings).toEqual([expect.objectContaining({ code: 'stopped-on-server' })]);
  });

  it('may be missing when somebody else stopped the job early', async () => {
    await begin();
    const reached = fake.pace.holdAt('load');
    const running = run(backend, await requestFor(backend));
    await reached;
    await fetch(`${fake.url}/sdapi/v1/interrupt`, { method: 'POST' });
    fake.pace.release();
    expect((await running).error).toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: 'somebody stopped the job on the server',
    });
  });
});
