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
    const { images } = await run(
      backend,
      await requestFor(backend, { sampler: 'k_euler_a', scheduler: 'karras' }),
    );
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
    const parameters = { prompt: 'a cat', negative_prompt: 'dog', guidance_scale: 1 };
    const { warnings } = await run(backend, await requestFor(backend, parameters));
    expect(warnings.map(({ code }) => code)).toEqual(['negative-prompt-unused']);
  });
});

describe('LoRAs', () => {
  it('are an option, and reach the server as tags', async () => {
    const [model] = await backend.listModels();
    expect(model?.options['loras']).toMatchObject({
      type: 'loras',
      choices: [{ value: 'ink-v2', label: 'ink-v2', aliases: ['ink'] }],
    });
    const loras = '<lora:ink:0.25:0.5>';
    await run(backend, await requestFor(backend, { prompt: 'a <lora:ink:1:1:4> cat', loras }));
    expect(fake.txt2imgBodies[0]?.['prompt']).toBe('a <lora:ink:1:1:4> cat <lora:ink-v2:0.25:0.5>');
  });

  it('leave the prompt alone where there are none', async () => {
    await run(backend, await requestFor(backend));
    expect(fake.txt2imgBodies[0]?.['prompt']).toBe('a cat');
  });

  it('are refused where the server does not have them', async () => {
    const request = await requestFor(backend, { prompt: 'a cat <lora:ink-v3:1>' });
    const { error } = await run(backend, request);
    expect(error).toMatchObject({
      code: 'invalid-request',
      field: 'prompt',
      message: 'the server has no LoRA "ink-v3"; did you mean ink-v2?',
    });
    expect(fake.txt2imgBodies).toEqual([]);
  });

  it('that came to the server meanwhile are found', async () => {
    fake.process.loras.push({ name: 'new', alias: 'new' });
    const { images } = await run(backend, await requestFor(backend, { prompt: 'a cat <lora:new:1>' }));
    expect(images).toHaveLength(1);
  });

  it('are listed anew on demand', async () => {
    const choices = async () => {
      const option = (await backend.listModels())[0]?.options['loras'];
      return option?.type === 'loras' ? option.choices.map(({ value }) => value) : undefined;
    };
    expect(await choices()).toEqual(['ink-v2']);
    fake.process.loras.push({ name: 'new', alias: 'new' });
    await backend.management.refresh?.();
    expect(await choices()).toEqual(['ink-v2', 'new']);
  });

  it.each(['forge', 'a1111'] as const)('and the modules of %s with them', async (variant) => {
    const server = await new FakeForge({ variant }).start();
    const other = backendFor(server.url);
    const offered = async () => {
      const { modules, vae } = (await other.listModels())[0]!.options;
      return modules?.description ?? JSON.stringify(vae);
    };
    expect(await offered()).not.toContain('new-vae');
    server.process.modules.push('new-vae.safetensors');
    await other.management.refresh?.();
    expect(await offered()).toContain('new-vae');
    await other.dispose();
    await server.stop();
  });
});
