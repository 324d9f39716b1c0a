import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../../noise/torch-generator.js';
import { findGolden, goldenRequest } from '../../testing/golden.js';
import { fixtureFacts, runPipeline } from '../../testing/run-golden.js';
import type { Size } from '../../pictures/pixels.js';
import { testRuntime } from '../../testing/test-runtime.js';
import { detectFamily } from '../detect-family.js';
import type { PipelineRequest } from '../pipeline.js';
import { toPlanes } from '../pixel-planes.js';

const SMALL = { width: 64, height: 64 };
const LARGE = { width: 96, height: 128 };
const STRENGTH = 0.5;

/** The steps of the second pass and those that are laid out for them at half strength. */
const STEPS = 4;
const LAID_OUT = 8;

const noises = () => [new TorchGenerator(7n)];

/** The right half is painted anew. */
function rightHalf({ width, height }: Size): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => Number(i % width >= width / 2));
}

const HIRES = { ...LARGE, steps: STEPS, strength: STRENGTH, upscaler: { kind: 'lanczos' } as const };

async function openPipeline(family: string, id: string) {
  const facts = await fixtureFacts(family);
  const pipeline = await detectFamily(facts).open(facts, testRuntime());
  const golden = await goldenRequest(...findGolden(family, id));
  const request: PipelineRequest = { ...golden, ...SMALL, steps: STEPS, noises: noises() };
  const pixelsOf = async (changes: Partial<PipelineRequest>) => {
    const [pixels] = (await runPipeline(pipeline, { ...request, ...changes })).pixels;
    return pixels!;
  };
  return { pixelsOf, release: () => pipeline.release() };
}

/** As the second pass does it. */
function enlarge(pixels: Uint8Array): Promise<Buffer> {
  const image = sharp(pixels, { raw: { ...SMALL, channels: 3 } });
  return image
    .resize({ ...LARGE, fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
}

describe('the second pass', () => {
  it.each([
    ['sd15', 'euler-ancestral'],
    ['sdxl', 'euler-ancestral'],
    ['sd3', 'default'],
    ['flux', 'default'],
    ['sana_sprint', 'four-steps'],
  ])('of %s is image to image on the enlarged picture, with the noise of its seed', async (family, id) => {
    const { pixelsOf, release } = await openPipeline(family, id);
    const actual = await pixelsOf({ hires: { ...HIRES, noises: noises() }, noises: noises() });

    const enlarged = await enlarge(await pixelsOf({ noises: noises() }));
    const input = { pixels: toPlanes(enlarged), strength: STRENGTH };
    const expected = await pixelsOf({ ...LARGE, steps: LAID_OUT, input, noises: noises() });
    await release();
    expect(actual).toEqual(expected);
  });

  it.each([
    ['sd15', 'euler-ancestral'],
    ['sd3', 'default'],
    ['flux', 'default'],
  ])('of %s is inpainting on the enlarged picture, where there is a mask', async (family, id) => {
    const { pixelsOf, release } = await openPipeline(family, id);
    const pixels = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.sin(i / 100));
    const input = { pixels, strength: STRENGTH, mask: rightHalf(SMALL) };
    const actual = await pixelsOf({ input, hires: { ...HIRES, noises: noises() }, noises: noises() });

    const enlarged = await enlarge(await pixelsOf({ input, noises: noises() }));
    const larger = { pixels: toPlanes(enlarged), strength: STRENGTH, mask: rightHalf(LARGE) };
    const expected = await pixelsOf({ ...LARGE, steps: LAID_OUT, input: larger, noises: noises() });
    await release();
    expect(actual).toEqual(expected);
  });
});
