import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';

const fixture = (name: string) => fileURLToPath(new URL(`models/${name}`, FIXTURES));

async function describeModel(path: string) {
  const backend = createBackend([modelLine('model', path)]);
  const [model] = await backend.listModels();
  if (model === undefined) throw new Error('no model');
  return model;
}

describe('models of .env', () => {
  let folder = '';
  let count = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'catalog-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** A copy of a model that a test may break. */
  async function copyOf(name: string): Promise<string> {
    const copy = join(folder, String(count++));
    await cp(fixture(name), copy, { recursive: true });
    return copy;
  }

  it.each([
    ['sd15', 'stable-diffusion'],
    ['sd15-fp16', 'stable-diffusion'],
    ['sd15-external', 'stable-diffusion'],
    ['sd15-legacy', 'stable-diffusion'],
    ['lcm', 'latent-consistency'],
  ])('finds the family of %s by its class and by its structure', async (name, family) => {
    expect((await describeModel(fixture(name))).tags).toEqual([family]);
    const copy = await copyOf(name);
    await rm(join(copy, 'model_index.json'));
    expect(await describeModel(copy)).toMatchObject({ tags: [family] });
  });

  it.each(['unet', 'text_encoder', 'vae_decoder'])('says that %s is missing', async (component) => {
    const copy = await copyOf('sd15');
    await rm(join(copy, component, 'model.onnx'));
    const { unavailable } = await describeModel(copy);
    const problem =
      component === 'unet'
        ? `${copy} has neither unet/model.onnx nor transformer/model.onnx`
        : `${join(copy, component, 'model.onnx')} does not exist`;
    expect(unavailable).toBe(`MODEL_model: ${problem}`);
  });

  it.each(['unet', 'text_encoder', 'vae_decoder'])(
    'says that the file of %s is cut off',
    async (component) => {
      const copy = await copyOf('sd15');
      await truncate(join(copy, component, 'model.onnx'), 50_000);
      const { unavailable } = await describeModel(copy);
      expect(unavailable).toContain(`${join(copy, component, 'model.onnx')} is cut off or damaged`);
    },
  );

  it('names a config that is not JSON', async () => {
    const copy = await copyOf('sd15');
    await writeFile(join(copy, 'scheduler/scheduler_config.json'), '{"beta_start": ');
    const { unavailable } = await describeModel(copy);
    expect(unavailable).toContain(`${join(copy, 'scheduler/scheduler_config.json')} is not JSON`);
  });

  it('says which family is not supported', async () => {
    const copy = await copyOf('sd15');
    await writeFile(join(copy, 'model_index.json'), '{"_class_name": "KandinskyPipeline"}');
    const { unavailable } = await describeModel(copy);
    expect(unavailable).toContain('KandinskyPipeline is not supported; known are Latent');
  });

  it('reads a scheduler config with the bare words of Python', async () => {
    const copy = await copyOf('sd15');
    const config = '{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity}';
    await writeFile(join(copy, 'scheduler/scheduler_config.json'), config);
    expect((await describeModel(copy)).options['sampler']).toMatchObject({ default: 'DPM++ 2M' });
  });

  it('takes defaults from the model line, and warns once about those that do not fit', async () => {
    const log: string[] = [];
    const options = { guidance_scale: 4, sampler: 'plms', width: 90, height: 'tall' };
    const backend = createBackend([modelLine('model', fixture('sd15'), { options })], log);
    await backend.listModels();
    const [model] = await backend.listModels();
    expect(model?.options).toMatchObject({
      guidance_scale: { default: 4 },
      sampler: { default: 'PNDM' },
      width: { default: 80 },
      height: { default: 64 },
    });
    expect(log).toEqual(['warn: MODEL_model: the option height is "tall", which this model does not take']);
  });

  it('refuses to generate with a model that cannot be used', async () => {
    const backend = createBackend([modelLine('model', join(folder, 'absent'))]);
    const request = { jobId: 'job', model: 'model', seed: 1n, parameters: {} };
    expect(await backend.check(request)).toMatchObject({
      accepted: false,
      reasons: [{ field: 'model', code: 'model-unavailable' }],
    });
    await expect(collectEvents(backend, request)).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('names the file when weights beside a graph are cut off, and works on', async () => {
    const copy = await copyOf('sd15-external');
    const weights = join(copy, 'unet/model.onnx_data');
    const whole = await readFile(weights);
    const backend = createBackend([modelLine('broken', copy), modelLine('sound', fixture('lcm'))]);
    const request = await completeRequest(backend, 'broken', { steps: 20 });
    await truncate(weights, 1000);
    await expect(collectEvents(backend, request)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining(join(copy, 'unet/model.onnx')) as string,
    });
    const events = await collectEvents(backend, await completeRequest(backend, 'sound', {}));
    expect(events.at(-1)?.type).toBe('done');
    await writeFile(weights, whole);
    expect((await collectEvents(backend, request)).at(-1)?.type).toBe('done');
    await backend.dispose();
  });
});
