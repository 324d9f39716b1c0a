import { readFileSync } from 'node:fs';
import type { EncodedImage, GenerationEvent, ImageEvent, ParameterValue } from '@cyberimage/core';
import sharp, { type Region } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { findGolden } from '../testing/golden.js';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { readUint8Npy } from '../testing/read-npy.js';

const ANY_STEPS = { steps: { min: 1, max: 50, default: 4 } };
const MODELS = ['sd15', 'lcm', 'sdxl', 'sd3', 'flux', 'sana', 'sana_sprint'] as const;

const backend = createBackend(MODELS.map((name) => modelLine(name, name, ANY_STEPS)));

afterAll(() => backend.dispose());

type Inputs = Readonly<Record<string, EncodedImage>>;

async function run(
  model: string,
  inputs: Inputs,
  parameters: Readonly<Record<string, ParameterValue>>,
  seed = 42n,
): Promise<readonly GenerationEvent[]> {
  const named = Object.fromEntries(Object.keys(inputs).map((name) => [name, 'an id']));
  const request = await completeRequest(backend, model, { ...named, ...parameters });
  return collectEvents(backend, { ...request, seed, inputs });
}

function pictureOf(events: readonly GenerationEvent[]): ImageEvent {
  const picture = events.find((event) => event.type === 'image');
  if (picture === undefined) throw new Error('no picture');
  return picture;
}

const sizeOf = ({ content }: ImageEvent) =>
  content.kind === 'raw' ? [content.width, content.height] : undefined;

const encoded = (data: Uint8Array): EncodedImage => ({ kind: 'encoded', mediaType: 'image/png', data });

function goldenInputs(run_: URL, names: Readonly<Record<string, string>>): Inputs {
  return Object.fromEntries(
    Object.entries(names).map(([name, file]) => [name, encoded(readFileSync(new URL(file, run_)))]),
  );
}

/** A gradient, so that a wrong geometry shows. */
async function gradient(width: number, height: number): Promise<EncodedImage> {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set([(i % width) * 2, Math.floor(i / width) * 2, 128], i * 3);
  return encoded(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

/** Black with a white rectangle. */
async function maskWith(width: number, height: number, box: Region): Promise<EncodedImage> {
  const data = Buffer.alloc(width * height);
  for (let y = box.top; y < box.top + box.height; y++) {
    data.fill(255, y * width + box.left, y * width + box.left + box.width);
  }
  return encoded(
    await sharp(data, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer(),
  );
}

const farFrom = (actual: Uint8Array, expected: Uint8Array) =>
  actual.reduce((most, byte, i) => Math.max(most, Math.abs(byte - expected[i]!)), 0);

const warningsOf = (events: readonly GenerationEvent[]) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.code] : []));

const stepsOf = (events: readonly GenerationEvent[]) =>
  events.flatMap((event) =>
    event.type === 'progress' && event.phase === 'denoise' ? [`${event.step}/${event.of}`] : [],
  );

const CALL = {
  prompt: 'a photo of a red cube on the green table, 8k (masterpiece)',
  negative_prompt: 'blurry, low quality',
  // diffusers takes brackets for text.
  emphasis: 'none',
  sampler: 'Euler',
  steps: 8,
};

describe('a picture to start from', () => {
  it('gives the picture that diffusers makes of it', async () => {
    const [folder] = findGolden('sd15', 'img2img-euler');
    const events = await run('sd15', goldenInputs(folder, { image: 'input.png' }), {
      ...CALL,
      strength: 0.6,
    });
    const expected = readUint8Npy(new URL('image_u8.npy', folder));
    expect(farFrom(pictureOf(events).content.data, expected)).toBeLessThanOrEqual(1);
    expect(stepsOf(events)).toEqual(['0/4', '1/4', '2/4', '3/4', '4/4']);
  });

  it('under a mask gives the picture that diffusers makes of it, and the kept part as it was', async () => {
    const [folder] = findGolden('sd15', 'inpaint-euler');
    const inputs = goldenInputs(folder, { image: 'input.png', mask: 'mask.png' });
    const events = await run('sd15', inputs, { ...CALL, strength: 0.75, mask_blur: 0 }, 11n);
    const painted = readUint8Npy(new URL('image_u8.npy', folder));
    const kept = await sharp(inputs['image']!.data).removeAlpha().raw().toBuffer();
    const mask = await sharp(inputs['mask']!.data).toColourspace('b-w').raw().toBuffer();
    const expected = painted.map((byte, i) => (mask[Math.floor(i / 3)]! >= 128 ? byte : kept[i]!));
    const actual = pictureOf(events).content.data;
    expect(farFrom(actual, expected)).toBeLessThanOrEqual(1);
    const isKept = (i: number) => mask[Math.floor(i / 3)]! < 128;
    expect(actual.filter((_, i) => isKept(i))).toEqual(new Uint8Array(kept.filter((_, i) => isKept(i))));
  });

  it.each(MODELS)('changes what %s makes', async (model) => {
    const parameters = { width: 64, height: 64, steps: model === 'sana_sprint' ? 2 : 4, strength: 0.5 };
    const left = await run(model, { image: await gradient(64, 64) }, parameters);
    const right = await run(model, { image: await gradient(32, 64) }, parameters);
    expect(pictureOf(left).content.data).not.toEqual(pictureOf(right).content.data);
    const made = { lcm: '4/4', sana_sprint: '1/1' }[model as string] ?? '2/2';
    expect(stepsOf(left).at(-1)).toBe(made);
  });

  it.each(['stretch', 'crop', 'fill'])('of another shape is brought to size: %s', async (mode) => {
    const parameters = { width: 96, height: 64, strength: 0.1, steps: 10, resize_mode: mode };
    const events = await run('sd15', { image: await gradient(40, 100) }, parameters);
    expect(sizeOf(pictureOf(events))).toEqual([96, 64]);
  });

  it('works with every sampler', async () => {
    const sampler = (await backend.listModels())[0]?.options['sampler'];
    if (sampler?.type !== 'choice') throw new Error('no samplers');
    const image = await gradient(64, 64);
    for (const { value } of sampler.choices) {
      const events = await run('sd15', { image }, { steps: 6, strength: 0.5, sampler: value });
      const [last] = stepsOf(events).slice(-1);
      expect([value, last]).toEqual([value, '3/3']);
      const { data } = pictureOf(events).content;
      // A sampler that goes astray gives black, white or one colour.
      expect(new Set(data).size, value).toBeGreaterThan(20);
    }
  });

  it.each([
    [0, 10],
    [0.05, 10],
    [0.75, 1],
  ])('is refused with a strength of %d of %i steps, which leaves none', async (strength, steps) => {
    const parameters = { image: 'an id', strength, steps };
    const result = await backend.check(await completeRequest(backend, 'sd15', parameters));
    expect(result).toMatchObject({
      accepted: false,
      reasons: [{ field: 'strength', message: expect.stringContaining('leaves none') as string }],
    });
  });
});

/** The first byte of a pixel of a picture 200 pixels wide. */
const at = (x: number, y: number) => (y * 200 + x) * 3;

describe('a mask', () => {
  const box = { left: 16, top: 16, width: 24, height: 24 };

  it.each(['fill', 'original', 'latent_noise', 'latent_nothing'])(
    'over %s keeps the rest',
    async (content) => {
      const image = await gradient(64, 64);
      const mask = await maskWith(64, 64, box);
      const parameters = { steps: 4, mask_blur: 0, inpainting_fill: content };
      const { data } = pictureOf(await run('sd15', { image, mask }, parameters)).content;
      const before = await sharp(image.data).raw().toBuffer();
      expect(data.subarray(0, 64 * 16 * 3)).toEqual(new Uint8Array(before.subarray(0, 64 * 16 * 3)));
      const inside = (28 * 64 + 28) * 3;
      expect(data.subarray(inside, inside + 24)).not.toEqual(
        new Uint8Array(before.subarray(inside, inside + 24)),
      );
    },
  );

  it('turned around paints the rest', async () => {
    const image = await gradient(64, 64);
    const mask = await maskWith(64, 64, box);
    const parameters = { steps: 4, mask_blur: 0, inpainting_mask_invert: true };
    const { data } = pictureOf(await run('sd15', { image, mask }, parameters)).content;
    const before = await sharp(image.data).raw().toBuffer();
    const inside = (28 * 64 + 20) * 3;
    expect(data.subarray(inside, inside + 36)).toEqual(new Uint8Array(before.subarray(inside, inside + 36)));
  });

  it('that alone is painted leaves the picture at its own size', async () => {
    const image = await gradient(200, 100);
    const mask = await maskWith(200, 100, { left: 120, top: 40, width: 20, height: 20 });
    const parameters = { width: 64, height: 64, steps: 4, mask_blur: 0, inpaint_full_res: true };
    const picture = pictureOf(
      await run('sd15', { image, mask }, { ...parameters, inpaint_full_res_padding: 8 }),
    );
    expect(sizeOf(picture)).toEqual([200, 100]);
    const before = await sharp(image.data).raw().toBuffer();
    const { data } = picture.content;
    expect(data.subarray(0, at(0, 40))).toEqual(new Uint8Array(before.subarray(0, at(0, 40))));
    expect(data.subarray(at(120, 50), at(140, 50))).not.toEqual(
      new Uint8Array(before.subarray(at(120, 50), at(140, 50))),
    );
  });

  it('that covers nothing is told', async () => {
    const [image, mask] = [await gradient(64, 64), await maskWith(64, 64, { ...box, width: 0 })];
    for (const onlyMasked of [true, false]) {
      const events = await run('sd15', { image, mask }, { steps: 4, inpaint_full_res: onlyMasked });
      expect(warningsOf(events)).toEqual(['mask-empty']);
      const before = await sharp(image.data).raw().toBuffer();
      expect(pictureOf(events).content.data).toEqual(new Uint8Array(before));
    }
  });
});
