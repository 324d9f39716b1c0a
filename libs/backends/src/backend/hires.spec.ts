import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  EncodedImage,
  GenerationEvent,
  ImageEvent,
  ModelBackend,
  ModelStatus,
  ParameterValue,
} from '@cyberimage/core';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalBackend } from './local-backend.js';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';

const MODELS = ['sd15', 'sd21', 'lcm', 'sdxl', 'sd3', 'flux', 'sana', 'sana_sprint'];
const STEPS = { steps: { min: 1, max: 50, default: 3 } };
const SIZE = { width: 64, height: 64 };

type Parameters = Readonly<Record<string, ParameterValue>>;

const hires = (changes: Parameters = {}): Parameters => ({ ...SIZE, steps: 3, enable_hr: true, ...changes });
const imageOf = (events: readonly GenerationEvent[]): ImageEvent => {
  const found = events.find((event) => event.type === 'image');
  if (found === undefined) throw new Error('no picture');
  return found;
};
const pixelsOf = (events: readonly GenerationEvent[]): Uint8Array => imageOf(events).content.data;
const encode = async (image: Sharp): Promise<EncodedImage> => ({
  kind: 'encoded',
  mediaType: 'image/png',
  data: await image.png().toBuffer(),
});
const progressOf = (events: readonly GenerationEvent[]) =>
  events.flatMap((event) => (event.type === 'progress' ? [`${event.phase} ${event.step}/${event.of}`] : []));

describe('hires fix', () => {
  let backend: ModelBackend;
  beforeAll(() => {
    backend = createBackend(MODELS.map((name) => modelLine(name, name, name === 'sana_sprint' ? {} : STEPS)));
  });
  afterAll(() => backend.dispose());

  async function run(model: string, parameters: Parameters): Promise<readonly GenerationEvent[]> {
    return collectEvents(backend, await completeRequest(backend, model, parameters));
  }

  async function estimate(model: string, parameters: Parameters): Promise<number | undefined> {
    const result = await backend.check(await completeRequest(backend, model, parameters));
    return result.accepted ? result.estimate.seconds : undefined;
  }

  it.each(MODELS)('makes pictures of %s larger, the same for the same seed', async (model) => {
    const parameters = hires({ ...(model === 'sana_sprint' && { steps: 2 }), hr_scale: 1.5 });
    const first = await run(model, parameters);
    expect(imageOf(first).content).toMatchObject({ width: 96, height: 96 });
    expect(pixelsOf(await run(model, parameters))).toEqual(pixelsOf(first));
  });

  it.each(['Latent', 'Latent (bicubic)', 'Latent (nearest-exact)', 'Lanczos'])(
    'takes %s',
    async (upscaler) => {
      const { content, metadata } = imageOf(await run('sd15', hires({ hr_upscaler: upscaler })));
      expect(content).toMatchObject({ width: 128, height: 128 });
      // The request's own size, so that it can be made again from the record.
      expect(metadata).toMatchObject(SIZE);
    },
  );

  it('offers no upscaler of latents for strongly compressed ones, and tells which there are', async () => {
    const models = await backend.listModels();
    const choices = models.map(({ id, options }) => {
      const option = options['hr_upscaler'];
      return [id, option?.type === 'choice' ? option.choices.length : 0];
    });
    expect(Object.fromEntries(choices)).toMatchObject({ sd15: 4, flux: 4 });
  });

  it('counts the steps of both passes and shows previews in both', async () => {
    const events = await run('sd15', hires({ hr_second_pass_steps: 2, num_images: 2, sampler: 'Euler' }));
    expect(progressOf(events).slice(-12)).toEqual([
      ...Array.from({ length: 10 }, (_, i) => `denoise ${i + 1}/10`),
      'decode 0/1',
      'decode 1/1',
    ]);
    expect(events.filter(({ type }) => type === 'image')).toHaveLength(2);
  });

  it('takes the steps asked for at any strength', async () => {
    for (const strength of [0.1, 0.5, 1]) {
      const events = await run(
        'sd15',
        hires({ denoising_strength: strength, hr_second_pass_steps: 4, sampler: 'Euler' }),
      );
      expect(imageOf(events).metadata['timesteps']).toHaveLength(3 + 4);
    }
  });

  it('keeps more of the picture at a lower strength', async () => {
    const base = await run('sd15', { ...SIZE, steps: 3 });
    const enlarged = await sharp(pixelsOf(base), { raw: { ...SIZE, channels: 3 } })
      .resize({ width: 128, height: 128, fit: 'fill', kernel: 'lanczos3' })
      .raw()
      .toBuffer();
    const distance = async (strength: number) => {
      const pixels = pixelsOf(
        await run('sd15', hires({ denoising_strength: strength, hr_upscaler: 'Lanczos' })),
      );
      return pixels.reduce((sum, value, i) => sum + Math.abs(value - enlarged[i]!), 0) / pixels.length;
    };
    expect(await distance(0.05)).toBeLessThan(await distance(0.9));
  });

  it('rounds the size to what the model takes, and says so', async () => {
    const request = await completeRequest(backend, 'sd15', hires({ hr_scale: 1.3 }));
    expect(await backend.check(request)).toMatchObject({
      accepted: true,
      adjustments: [{ field: 'hr_scale', from: 1.3, to: 1.25 }],
    });
    expect(imageOf(await collectEvents(backend, request)).content).toMatchObject({ width: 80, height: 80 });
  });

  it('estimates both passes once they were done', async () => {
    const parameters = hires({ width: 80 });
    expect(await estimate('sd21', parameters)).toBeUndefined();
    await run('sd21', parameters);
    expect(await estimate('sd21', parameters)).toBeGreaterThan(0);
    expect(await estimate('sd21', { ...parameters, hr_second_pass_steps: 9 })).toBeGreaterThan(
      (await estimate('sd21', parameters)) ?? Infinity,
    );
  });

  describe('of a picture', () => {
    let image: EncodedImage;
    let mask: EncodedImage;

    beforeAll(async () => {
      image = await encode(sharp({ create: { ...SIZE, channels: 3, background: 'teal' } }));
      // The right half is painted.
      const data = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 32 ? 0 : 255));
      mask = await encode(sharp(data, { raw: { ...SIZE, channels: 1 } }));
    });

    async function runOn(model: string, parameters: Parameters): Promise<readonly GenerationEvent[]> {
      const request = await completeRequest(backend, model, hires({ image: 'a', ...parameters }));
      return collectEvents(backend, { ...request, inputs: { image, mask } });
    }

    it('goes over what image to image made', async () => {
      const events = await runOn('sd15', { strength: 0.7 });
      expect(imageOf(events).content).toMatchObject({ width: 128, height: 128 });
      expect(progressOf(events)).toContain('denoise 5/5');
    });

    it.each(['sd15', 'sd3', 'flux'])('keeps what the mask of %s keeps, in both passes', async (model) => {
      const pixels = pixelsOf(await runOn(model, { strength: 0.7, mask: 'b', mask_blur: 0 }));
      const isTeal = (x: number, y: number) =>
        [0, 128, 128].every((c, i) => pixels[(y * 128 + x) * 3 + i] === c);
      const rows = Array.from({ length: 128 }, (_, y) => y);
      expect(rows.every((y) => isTeal(0, y) && isTeal(60, y))).toBe(true);
      expect(rows.some((y) => !isTeal(100, y))).toBe(true);
    });
  });

  it('refuses more steps than a consistency sampler has', async () => {
    const request = await completeRequest(
      backend,
      'lcm',
      hires({ hr_second_pass_steps: 12, denoising_strength: 0.1 }),
    );
    expect(await backend.check(request)).toMatchObject({
      accepted: false,
      reasons: [{ code: 'not-applicable' }],
    });
  });
});

describe('networks that enlarge', () => {
  let folder = '';
  const log: string[] = [];
  let backend: ModelBackend;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upscalers-'));
    await cp(fileURLToPath(new URL('models/sd15', FIXTURES)), join(folder, 'sd15'), { recursive: true });
    await mkdir(join(folder, 'upscalers'));
    const upscalers = fileURLToPath(new URL('upscalers/', FIXTURES));
    await cp(upscalers, join(folder, 'upscalers'), { recursive: true });
    await cp(join(folder, 'sd15/unet/model.onnx'), join(folder, 'upscalers/no-upscaler.onnx'));
    const external = fileURLToPath(new URL('models/sd15-external/unet/model.onnx', FIXTURES));
    await cp(external, join(folder, 'upscalers/no-weights.onnx'));
    backend = createBackend([modelLine('sd15', join(folder, 'sd15'), STEPS)], log, {}, { models: folder });
  });

  afterAll(async () => {
    await backend.dispose();
    await rm(folder, { recursive: true });
  });

  it('are offered by the names of their files; others are left out with a reason', async () => {
    const [model] = await backend.listModels();
    const option = model?.options['hr_upscaler'];
    const names = option?.type === 'choice' ? option.choices.map(({ value }) => value) : [];
    expect(names.slice(-3)).toEqual(['Lanczos', '4x-fixed', '4x-nearest']);
    expect(log.join()).toMatch(/no-upscaler\.onnx is not used: an upscaler takes RGB pictures/);
    expect(log.join()).toMatch(/no-weights\.onnx is not used: .*onnx_data, .* does not exist/);
  });

  it.each(['4x-nearest', '4x-fixed'])('make the picture: %s', async (name) => {
    const parameters = hires({ hr_upscaler: name, hr_scale: 4 });
    const events = await collectEvents(backend, await completeRequest(backend, 'sd15', parameters));
    expect(imageOf(events).content).toMatchObject({ width: 256, height: 256 });
  });

  it('find room within the budget: another model goes for them', async () => {
    const lines = ['sd15', 'lcm'].map((name) =>
      modelLine(name, fileURLToPath(new URL(`models/${name}`, FIXTURES)), STEPS),
    );
    const create = (settings = {}) => createBackend(lines, [], settings, { models: folder });
    const plenty = create();
    const loaded = await loadBoth(plenty, 'Lanczos');
    await plenty.dispose();
    const bytes = loaded.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0);

    const tight = create({ memory_budget_gb: (bytes + 1) / 2 ** 30 });
    expect(await loadBoth(tight, 'Lanczos')).toEqual(loaded);
    const [sd15, lcm] = await loadBoth(tight, '4x-nearest');
    await tight.dispose();
    expect(sd15).toEqual(loaded[0]);
    expect(lcm).toMatchObject({ loaded: false });
  });
});

/** Makes a picture with each of two models, enlarged with the second one. */
async function loadBoth(backend: LocalBackend, upscaler: string): Promise<readonly ModelStatus[]> {
  const runs = [
    ['lcm', SIZE],
    ['sd15', hires({ hr_upscaler: upscaler })],
  ] as const;
  for (const [model, parameters] of runs) {
    await collectEvents(backend, await completeRequest(backend, model, parameters));
  }
  return backend.management.status();
}
