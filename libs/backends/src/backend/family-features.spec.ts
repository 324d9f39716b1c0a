import type { GenerationEvent, ImageEvent, ParameterValue } from '@cyberimage/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { slowClock } from '../testing/slow-clock.js';

/** What people expect of every picture generator, asked of each family. */
const FAMILIES = ['sd15', 'sd21', 'lcm', 'sdxl', 'sd3', 'flux', 'sana', 'sana_sprint'];

const STEPS = { steps: { min: 1, max: 4, default: 2 } };
const SMALL = { width: 64, height: 64, use_resolution_binning: false };

const backend = createBackend(FAMILIES.map((name) => modelLine(name, name, STEPS)));

afterAll(() => backend.dispose());

type Parameters = Readonly<Record<string, ParameterValue>>;

async function run(model: string, parameters: Parameters, seed = 42n): Promise<readonly GenerationEvent[]> {
  const { use_resolution_binning: binning, ...others } = { ...SMALL, ...parameters };
  const takesBins = model.startsWith('sana') && { use_resolution_binning: binning };
  const request = await completeRequest(backend, model, { ...others, ...takesBins });
  return collectEvents(backend, { ...request, seed });
}

const imagesOf = (events: readonly GenerationEvent[]): readonly ImageEvent[] =>
  events.filter((event) => event.type === 'image');

async function optionsOf(model: string) {
  const found = (await backend.listModels()).find(({ id }) => id === model);
  if (found === undefined) throw new Error(`no model ${model}`);
  return found.options;
}

const timestepsOf = (events: readonly GenerationEvent[]): number =>
  imagesOf(events).flatMap(({ metadata }) => metadata['timesteps']).length;

describe.each(FAMILIES)('%s', (model) => {
  it('offers pictures per request, any size in its steps, tiling, and a picture to start from', async () => {
    const options = await optionsOf(model);
    expect(options).toMatchObject({
      num_images: { type: 'integer', min: 1, max: 8 },
      seed: { type: 'seed' },
      width: { type: 'integer', unit: 'px' },
      height: { type: 'integer', unit: 'px' },
      vae_tiling: { type: 'choice', default: 'auto' },
      image: { type: 'image' },
      variation_strength: { type: 'number' },
      enable_hr: { type: 'boolean' },
    });
    // The form offers its proportions only where both sides can change.
    const { width, height } = options;
    if (width?.type !== 'integer' || height?.type !== 'integer') throw new Error('no sizes');
    expect(width.min < width.max && height.min < height.max).toBe(true);
  });

  it('gives picture i of a batch the seed + i, and the picture of that seed alone', async () => {
    const batch = imagesOf(await run(model, { num_images: 3 }, 2n ** 64n - 2n));
    expect(batch.map(({ seed }) => seed)).toEqual([2n ** 64n - 2n, 2n ** 64n - 1n, 0n]);
    const [alone] = imagesOf(await run(model, {}, 0n));
    expect(batch[2]?.content.data).toEqual(alone?.content.data);
    expect(batch[0]?.content.data).not.toEqual(alone?.content.data);
  });

  it('makes pictures taller and wider than others', async () => {
    for (const size of [
      { width: 96, height: 64 },
      { width: 64, height: 128 },
    ]) {
      const [image] = imagesOf(await run(model, size));
      expect(image?.content).toMatchObject(size);
    }
  });

  it('shows previews after each call but the last', async () => {
    using _clock = slowClock();
    const events = await run(model, { steps: 3 });
    const previews = events.filter(({ type }) => type === 'preview');
    expect([...previews, 'the picture']).toHaveLength(timestepsOf(events));
  });
});

// The small SD 3 knows no places that far from the corner.
it.each(FAMILIES.filter((model) => model !== 'sd3'))(
  '%s decodes in tiles where that is asked for, and says so',
  async (model) => {
    const large = { width: 256, height: 256, steps: 1, enable_hr: true, hr_scale: 2.25 };
    const parameters = { ...large, hr_second_pass_steps: 1, denoising_strength: 1 };
    const [image] = imagesOf(await run(model, { ...parameters, vae_tiling: 'on' }));
    expect(image?.metadata['vae_tiled']).toBe(true);
    expect(image?.content).toMatchObject({ width: 576, height: 576 });
  },
);

it('refuses a picture that is larger than SD 3 knows places for, before it is begun', async () => {
  const { width } = await optionsOf('sd3');
  expect(width).toMatchObject({ max: 256 });
  const large = { width: 256, height: 128, enable_hr: true, hr_scale: 1.5 };
  const request = await completeRequest(backend, 'sd3', large);
  expect(await backend.check(request)).toMatchObject({
    accepted: false,
    reasons: [{ field: 'hr_scale', code: 'out-of-range', message: expect.stringContaining('256') as string }],
  });
});
