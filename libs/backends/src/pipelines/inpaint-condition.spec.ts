import { cp, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TorchGenerator } from '../noise/torch-generator.js';
import { ModelFolder } from '../weights/model-folder.js';
import { findGolden, goldenRequest } from '../testing/golden.js';
import { readFloat32Npy } from '../testing/read-npy.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { relativeDifference, runPipeline, STRICT } from '../testing/run-golden.js';
import { testRuntime } from '../testing/test-runtime.js';
import { detectFamily } from './detect-family.js';
import { readModelFacts } from './model-facts.js';
import type { Pipeline } from './pipeline.js';

/** sd15 with a unet of nine channels; the latents of its run were made with NumPy (fixtures/inpainting). */
const INPAINTING = new URL('inpainting/', FIXTURES);

const noises = () => [new TorchGenerator(7n)];

let folder = '';
let pipeline: Pipeline;

async function facts() {
  return readModelFacts(new ModelFolder(folder));
}

const inpaint = async () =>
  runPipeline(pipeline, await goldenRequest(...findGolden('sd15', 'inpaint-euler')));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inpainting-'));
  await cp(fileURLToPath(new URL('models/sd15', FIXTURES)), folder, { recursive: true });
  await copyFile(fileURLToPath(new URL('model.onnx', INPAINTING)), join(folder, 'unet/model.onnx'));
  const model = await facts();
  pipeline = await detectFamily(model).open(model, testRuntime());
});

afterAll(async () => {
  await pipeline.release();
  await rm(folder, { recursive: true });
});

describe('a unet made for inpainting', () => {
  it('is known by its nine channels', async () => {
    expect(await facts()).toMatchObject({ isForInpainting: true, latentChannels: 4 });
  });

  it('is told the mask and what is kept, and makes the latents of the reference', async () => {
    const { latents } = await inpaint();
    const expected = readFloat32Npy(new URL('latents.npy', INPAINTING));
    expect(relativeDifference(latents, expected)).toBeLessThanOrEqual(STRICT.sameGraphs);
  });

  it('looks at the mask', async () => {
    const request = await goldenRequest(...findGolden('sd15', 'inpaint-euler'));
    const { input } = request;
    if (input?.mask === undefined) throw new Error('the golden has a mask');
    const run = async (mask: Float32Array) =>
      (
        await runPipeline(pipeline, {
          ...(await goldenRequest(...findGolden('sd15', 'inpaint-euler'))),
          input: { ...input, mask },
        })
      ).latents;
    const [none, all] = [await run(input.mask.map(() => 0)), await run(input.mask.map(() => 1))];
    expect(relativeDifference(none, all)).toBeGreaterThan(0.01);
  });

  it('makes a picture from text alone, and from a picture without a mask', async () => {
    const text = await goldenRequest(...findGolden('sd15', 'euler'));
    expect((await runPipeline(pipeline, text)).pixels).toHaveLength(1);
    const picture = await goldenRequest(...findGolden('sd15', 'img2img-euler'));
    expect((await runPipeline(pipeline, picture)).pixels).toHaveLength(1);
  });

  it('is told the mask in both passes of hires fix', async () => {
    const request = await goldenRequest(...findGolden('sd15', 'inpaint-euler'));
    const { input } = request;
    if (input?.mask === undefined) throw new Error('the golden has a mask');
    const run = async (mask: Float32Array) => {
      const size = { width: 96, height: 128, steps: 3, strength: 0.5, noises: noises() };
      const hires = { ...size, upscaler: { kind: 'latent', filter: 'bilinear' } as const };
      return runPipeline(pipeline, { ...request, input: { ...input, mask }, noises: noises(), hires });
    };
    const [first, other] = [await run(input.mask), await run(input.mask.map(() => 1))];
    expect(first.pixels[0]).toHaveLength(96 * 128 * 3);
    expect(first.pixels).not.toEqual(other.pixels);
  });

  it('makes the same picture for the same seed', async () => {
    const [first, second] = [await inpaint(), await inpaint()];
    expect(first.pixels).toEqual(second.pixels);
  });

  it('needs the encoder', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'inpainting-'));
    await cp(folder, copy, { recursive: true });
    await rm(join(copy, 'vae_encoder'), { recursive: true });
    await expect(readModelFacts(new ModelFolder(copy))).rejects.toThrow(
      'its unet is made for inpainting and needs the vae_encoder',
    );
    await rm(copy, { recursive: true });
  });
});
