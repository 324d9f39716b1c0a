import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgeBackend } from '../forge-backend.js';
import { FakeForge } from '../testing/fake-forge.js';
import { backendFor, requestFor, run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;

beforeEach(async () => {
  fake = await new FakeForge().start();
  backend = backendFor(fake.url);
});

afterEach(async () => {
  await backend.dispose();
  await fake.stop();
});

describe('what the server would silently replace', () => {
  it.each([
    ['sampler', { sampler: 'Eular a' }],
    ['scheduler', { scheduler: 'Karas' }],
    ['modules', { modules: 'ae.safetensors, nope.safetensors' }],
    ['hr_upscaler', { hr_upscaler: 'nope' }],
    ['style', { style: 'nope' }],
  ])('is refused: an unknown %s', async (field, parameters) => {
    const request = await requestFor(backend);
    const wrong = { ...request, parameters: { ...request.parameters, ...parameters } };
    expect(await backend.check(wrong)).toMatchObject({ accepted: false, reasons: [{ field }] });
    const { error } = await run(backend, wrong);
    expect(error).toMatchObject({ code: 'invalid-request', retryable: false, field });
    expect(fake.txt2imgBodies).toEqual([]);
  });

  it('is refused: an unknown checkpoint', async () => {
    const { error } = await run(backend, await requestFor(backend, {}, { model: 'tiny' }));
    expect(error).toMatchObject({ code: 'invalid-request', field: 'model' });
    expect(error!.message).toContain('tiny-a.safetensors, sub/tiny-b.safetensors');
    expect(fake.txt2imgBodies).toEqual([]);
  });

  it('takes samplers by the aliases that the server itself would not resolve', async () => {
    const { images } = await run(backend, await requestFor(backend, { sampler: 'k_euler_a', scheduler: 'karras' }));
    expect(images[0]!.metadata).toMatchObject({ sampler: 'Euler a', scheduler: 'Karras' });
  });

  it('finds a checkpoint that came to the server after the list was made', async () => {
    const request = await requestFor(backend, {}, { model: 'new.safetensors' });
    fake.checkpoints.push({ file: 'new.safetensors', hashed: false });
    const { images } = await run(backend, request);
    expect(images[0]!.metadata['model_name']).toBe('new');
    expect(fake.requests.some(({ path }) => path === '/sdapi/v1/refresh-checkpoints')).toBe(true);
  });

  it('does not have a busy server rescan, which would wait for its jobs', async () => {
    const request = await requestFor(backend, {}, { model: 'new.safetensors' });
    const reached = fake.pace.holdAt('denoise');
    const other = fetch(`${fake.url}/sdapi/v1/txt2img`, { method: 'POST', body: '{"steps":1}' });
    await reached;
    expect(await backend.check(request)).toMatchObject({ accepted: false });
    expect(fake.requests.some(({ path }) => path === '/sdapi/v1/refresh-checkpoints')).toBe(false);
    fake.pace.release();
    await other;
  });
});

describe('what the server replaced all the same', () => {
  it('is a warning', async () => {
    const request = await requestFor(backend, {}, { model: 'tiny-b' });
    fake.checkpoints.splice(1);
    const { images, warnings } = await run(backend, request);
    expect(images).toHaveLength(1);
    expect(warnings).toEqual([
      {
        type: 'warning',
        code: 'other-checkpoint',
        message: 'the server used the checkpoint tiny-a instead of tiny-b',
      },
    ]);
  });

  it('is a warning for unused words too', async () => {
    const parameters = { prompt: 'a cat <lora:ink:1> <lora:nope:0.5>', negative_prompt: 'dog', guidance_scale: 1 };
    const { warnings } = await run(backend, await requestFor(backend, parameters));
    expect(warnings.map(({ code }) => code)).toEqual(['negative-prompt-unused', 'unknown-lora']);
  });
});
