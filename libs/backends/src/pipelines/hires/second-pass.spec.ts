import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../../noise/torch-generator.js';
import { findGolden, goldenRequest } from '../../testing/golden.js';
import { fixtureFacts, runPipeline } from '../../testing/run-golden.js';
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

describe('the second pass', () => {
  it.each([
    ['sd15', 'euler-ancestral'],
    ['sdxl', 'euler-ancestral'],
    ['sd3', 'default'],
    ['flux', 'default'],
    ['sana_sprint', 'four-steps'],
  ])('of %s is image to image on the enlarged picture, with the noise of its seed', async (family, id) => {
    const facts = await fixtureFacts(family);
    const pipeline = await detectFamily(facts).open(facts, testRuntime());
    const golden = await goldenRequest(...findGolden(family, id));
    const request: PipelineRequest = { ...golden, ...SMALL, steps: STEPS, noises: noises() };
    const pixelsOf = async (changes: Partial<PipelineRequest>) => {
      const [pixels] = (await runPipeline(pipeline, { ...request, ...changes })).pixels;
      return pixels!;
    };
    const hires = { ...LARGE, steps: STEPS, strength: STRENGTH, upscaler: { kind: 'lanczos' } as const };
    const actual = await pixelsOf({ hires: { ...hires, noises: noises() } });

    const small = await pixelsOf({ noises: noises() });
    const enlarged = await sharp(small, { raw: { ...SMALL, channels: 3 } })
      .resize({ ...LARGE, fit: 'fill', kernel: 'lanczos3' })
      .raw()
      .toBuffer();
    const input = { pixels: toPlanes(enlarged), strength: STRENGTH };
    const expected = await pixelsOf({ ...LARGE, steps: LAID_OUT, input, noises: noises() });
    await pipeline.release();
    expect(actual).toEqual(expected);
  });
});
