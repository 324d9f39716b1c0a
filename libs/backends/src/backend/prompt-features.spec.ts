import type { GenerationEvent, ImageEvent, ParameterValue } from '@cyberimage/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';

const MODELS = ['sd15', 'sdxl', 'sd3', 'flux', 'sana', 'lcm'];
const backend = createBackend(MODELS.map((name) => modelLine(name, name)));

afterAll(() => backend.dispose());

type Parameters = Readonly<Record<string, ParameterValue>>;

const SIZE = { width: 64, height: 64 };

async function run(model: string, parameters: Parameters, seed = 42n): Promise<readonly GenerationEvent[]> {
  const { options } = (await backend.listModels()).find(({ id }) => id === model)!;
  const { steps } = options;
  const fewest = steps?.type === 'integer' ? Math.max(steps.min, 4) : 4;
  const request = await completeRequest(backend, model, { ...SIZE, steps: fewest, ...parameters });
  return collectEvents(backend, { ...request, seed });
}

const imagesOf = (events: readonly GenerationEvent[]) =>
  events.filter((event): event is ImageEvent => event.type === 'image');

function pixelsOf({ content }: ImageEvent): Uint8Array {
  if (content.kind !== 'raw') throw new Error('an encoded picture');
  return content.data;
}

async function picture(model: string, parameters: Parameters, seed?: bigint): Promise<Uint8Array> {
  const [image] = imagesOf(await run(model, parameters, seed));
  if (image === undefined) throw new Error('no picture');
  return pixelsOf(image);
}

const warningsOf = (events: readonly GenerationEvent[]) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));

const LONG = Array.from({ length: 40 }, (_, i) => `a cube of colour ${i}`).join(', ');

describe('a prompt that changes while the picture forms', () => {
  it.each(['sd15', 'sdxl', 'sd3', 'flux', 'sana', 'lcm'])('changes the picture of %s', async (model) => {
    const cat = await picture(model, { prompt: 'a cat' });
    const dog = await picture(model, { prompt: 'a dog' });
    const edited = await picture(model, { prompt: 'a [cat:dog:0.5]' });
    expect(edited).not.toEqual(cat);
    expect(edited).not.toEqual(dog);
    expect(await picture(model, { prompt: 'a [cat:dog:1.0]' })).toEqual(cat);
    expect(await picture(model, { prompt: 'a [cat:dog:0]' })).toEqual(dog);
  });

  it('counts the steps of samplers with two calls as one', async () => {
    const heun = { sampler: 'Heun', steps: 20 };
    const [byCount, byShare] = ['a [cat:dog:10]', 'a [cat:dog:0.5]'];
    expect(await picture('sd15', { ...heun, prompt: byCount })).toEqual(
      await picture('sd15', { ...heun, prompt: byShare }),
    );
  });

  it('goes on into the second pass of hires fix', async () => {
    const hires = { enable_hr: true, hr_scale: 1.5, denoising_strength: 0.5 };
    const after = await picture('sd15', { ...hires, prompt: 'a [cat:dog:1.0]' });
    expect(after).not.toEqual(await picture('sd15', { ...hires, prompt: 'a cat' }));
  });
});

describe('AND', () => {
  it.each(['sd15', 'sdxl', 'sd3', 'sana'])('joins prompts of %s', async (model) => {
    const cat = await picture(model, { prompt: 'a cat' });
    expect(await picture(model, { prompt: 'a cat AND a dog' })).not.toEqual(cat);
    expect(await picture(model, { prompt: 'a cat AND a dog:0' })).toEqual(cat);
  });

  it('shares a prompt out to its parts', async () => {
    const whole = await picture('sd15', { prompt: 'a cat' });
    const parts = await picture('sd15', { prompt: 'a cat:0.5 AND a cat:0.5' });
    expect(Math.max(...whole.map((byte, i) => Math.abs(byte - parts[i]!)))).toBeLessThanOrEqual(1);
  });

  it.each([
    ['lcm', {}],
    ['flux', {}],
    ['sd15', { guidance_scale: 1 }],
  ])('is a word to %s without guidance, which is said', async (model, parameters) => {
    const events = await run(model, { ...parameters, prompt: 'a cat AND a dog' });
    expect(warningsOf(events)).toContain('prompt-composition-ignored');
    expect(pixelsOf(imagesOf(events)[0]!)).toEqual(
      await picture(model, { ...parameters, prompt: 'a cat AND a dog', emphasis: 'None' }),
    );
  });
});

describe('emphasis', () => {
  it.each(['sd15', 'sdxl', 'sd3', 'flux', 'sana', 'lcm'])(
    'is read by %s, or said to be ignored',
    async (model) => {
      const plain = await picture(model, { prompt: 'a red cat' });
      const events = await run(model, { prompt: 'a (red:1.5) cat' });
      const isIgnored = ['flux', 'sana'].includes(model);
      expect(warningsOf(events).includes('prompt-weights-ignored')).toBe(isIgnored);
      if (model === 'sana') expect(pixelsOf(imagesOf(events)[0]!)).toEqual(plain);
      if (!isIgnored) expect(pixelsOf(imagesOf(events)[0]!)).not.toEqual(plain);
    },
  );

  it.each(['sd15', 'sdxl', 'sd3', 'lcm'])(
    'has no say about the length: %s reads long prompts',
    async (model) => {
      const events = await run(model, { prompt: LONG });
      expect(warningsOf(events)).not.toContain('prompt-truncated');
      const shorter = await picture(model, { prompt: LONG.slice(0, LONG.lastIndexOf(',')) });
      expect(pixelsOf(imagesOf(events)[0]!)).not.toEqual(shorter);
    },
  );

  it('of None cuts a long prompt, and says so', async () => {
    expect(warningsOf(await run('sd15', { prompt: LONG, emphasis: 'None' }))).toContain('prompt-truncated');
  });
});

describe('CLIP skip', () => {
  it.each(['sd15', 'lcm', 'sdxl'])('changes the picture of %s', async (model) => {
    const plain = await picture(model, { prompt: 'a cat' });
    expect(await picture(model, { prompt: 'a cat', clip_skip: 1 })).not.toEqual(plain);
    expect(await picture(model, { prompt: 'a cat' })).toEqual(plain);
  });

  it('goes as far as the layers of the model do', async () => {
    const { options } = (await backend.listModels()).find(({ id }) => id === 'sd15')!;
    expect(options['clip_skip']).toMatchObject({ min: 0, max: 1, default: 0 });
  });
});

describe('a variation', () => {
  const varied = { variation_strength: 0.2, variation_seed: '7' };

  it.each(['diffusers', 'webui'])(
    'is near the picture of its seed, in the convention %s',
    async (convention) => {
      const parameters = { prompt: 'a cat', convention };
      const plain = await picture('sd15', parameters);
      expect(await picture('sd15', { ...parameters, ...varied })).not.toEqual(plain);
      expect(await picture('sd15', { ...parameters, ...varied, variation_strength: 0 })).toEqual(plain);
      const other = { ...varied, variation_seed: '8' };
      expect(await picture('sd15', { ...parameters, ...other })).not.toEqual(
        await picture('sd15', { ...parameters, ...varied }),
      );
    },
  );

  it('goes by the names of A1111', async () => {
    const named = { subseed: 7, subseed_strength: 0.2 };
    expect(await picture('sd15', named)).toEqual(await picture('sd15', varied));
  });

  it('keeps the seed and counts its own, on record with each picture', async () => {
    const images = imagesOf(await run('sd15', { ...varied, num_images: 3 }));
    expect(images.map(({ seed }) => seed)).toEqual([42n, 42n, 42n]);
    expect(images.map(({ metadata }) => metadata?.['variation_seed'])).toEqual(['7', '8', '9']);
    const [plain] = imagesOf(await run('sd15', { num_images: 1 }));
    expect(plain?.metadata).not.toHaveProperty('variation_seed');
  });
});

describe('a picture of a batch', () => {
  it.each<[feature: string, model: string, parameters: Parameters]>([
    ['emphasis', 'sd15', { prompt: 'a (red:1.4) cat' }],
    ['a long prompt', 'sd15', { prompt: LONG, sampler: 'Euler a' }],
    ['editing', 'sd15', { prompt: 'a [cat:dog:0.5]' }],
    ['alternation', 'sdxl', { prompt: 'a [cat|dog]' }],
    ['composition', 'sd15', { prompt: 'a cat AND a dog:0.5' }],
    ['the webui convention', 'sd15', { convention: 'webui', sampler: 'Euler a' }],
    ['hires fix', 'sd15', { enable_hr: true, hr_scale: 1.5 }],
  ])('is that of a request of its own, with %s', async (_feature, model, parameters) => {
    const batch = imagesOf(await run(model, { ...parameters, num_images: 2 })).map(pixelsOf);
    expect(await picture(model, parameters, 42n)).toEqual(batch[0]);
    expect(await picture(model, parameters, 43n)).toEqual(batch[1]);
  });

  it.each(['diffusers', 'webui'])(
    'is that of its variation seed, in the convention %s',
    async (convention) => {
      const parameters = { convention, sampler: 'Euler a', variation_strength: 0.4 };
      const batch = imagesOf(await run('sd15', { ...parameters, variation_seed: '7', num_images: 2 }));
      const single = await picture('sd15', { ...parameters, variation_seed: '8' });
      expect(single).toEqual(pixelsOf(batch[1]!));
    },
  );
});
