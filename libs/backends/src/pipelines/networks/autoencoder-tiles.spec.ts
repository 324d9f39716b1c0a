import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Runtime } from '../../runtime/runtime.js';
import { FIXTURES } from '../../testing/read-oracle.js';
import { ModelFolder } from '../../weights/model-folder.js';
import { latentShape } from '../latent-shape.js';
import { readModelFacts, type ModelFacts } from '../model-facts.js';
import { paintProbe } from '../preview/paint-probe.js';
import { VaeDecoder } from './vae-decoder.js';
import { VaeEncoder } from './vae-encoder.js';

const NO_NOISE = { randn: (length: number) => new Float32Array(length) };

/** The model that ships, whose autoencoder is trained, and one of random weights with a deep compression. */
const STARTER = '../../../models/starter';
const SANA = 'models/sana';

interface Coded {
  readonly latents: Float32Array;
  readonly image: Float32Array;
}

async function factsOf(path: string): Promise<ModelFacts> {
  return readModelFacts(new ModelFolder(fileURLToPath(new URL(path, FIXTURES))));
}

/** Encodes a picture and decodes it again. */
async function code(
  facts: ModelFacts,
  size: { width: number; height: number },
  tile?: number,
): Promise<Coded> {
  const { folder, latentScaling, vaeFactor } = facts;
  const runtime = new Runtime({ threads: 1, device: 'cpu' });
  const open = (half: string) => runtime.open(folder.graph(half), false);
  const encoder = new VaeEncoder(await open('vae_encoder'), latentScaling);
  const decoder = new VaeDecoder(await open('vae_decoder'), latentScaling);
  if (tile !== undefined) {
    const side = tile / vaeFactor;
    runtime.setTilePolicies({
      vae_encoder: { maxArea: tile ** 2, side: tile },
      vae_decoder: { maxArea: side ** 2, side },
    });
  }
  const shape = latentShape(facts, size);
  expect(runtime.decodesInTiles(shape)).toBe(tile !== undefined);
  const latents = await encoder.encode(paintProbe(size, 3n), size, shape, NO_NOISE);
  const { data: image } = await decoder.decode({ ...shape, data: latents });
  await encoder.release();
  await decoder.release();
  return { latents, image };
}

/** Root mean square of the difference in units of the reference's own. */
function distance(actual: Float32Array, expected: Float32Array): number {
  const sumOf = (value: (i: number) => number) => expected.reduce((sum, _, i) => sum + value(i) ** 2, 0);
  return Math.sqrt(sumOf((i) => actual[i]! - expected[i]!) / sumOf((i) => expected[i]!));
}

/** For each column how much it differs from the one before, over all rows and colours. */
function steps(image: Float32Array, width: number): readonly number[] {
  const sums = Array.from({ length: width }, () => 0);
  for (const [i, value] of image.entries()) {
    if (i % width > 0) sums[i % width]! += Math.abs(value - image[i - 1]!);
  }
  return sums.map((sum) => sum / (image.length / width));
}

describe('an autoencoder in tiles', () => {
  it('comes near to itself in one call, in both halves', async () => {
    const facts = await factsOf(STARTER);
    const size = { width: 512, height: 384 };
    const [whole, tiled] = [await code(facts, size), await code(facts, size, 256)];
    expect(distance(tiled.latents, whole.latents)).toBeLessThan(0.08);
    expect(distance(tiled.image, whole.image)).toBeLessThan(0.06);
  });

  it('leaves no seam: no column stands out against its neighbour more than in one call', async () => {
    const facts = await factsOf(STARTER);
    const size = { width: 512, height: 192 };
    const whole = steps((await code(facts, size)).image, size.width);
    const tiled = steps((await code(facts, size, 256)).image, size.width);
    const excess = tiled.map((step, x) => step - whole[x]!);
    expect(Math.max(...excess)).toBeLessThan(0.02);
  });

  it('is cut for another compression, too', async () => {
    const facts = await factsOf(SANA);
    const size = { width: 192, height: 160 };
    const [whole, tiled] = [await code(facts, size), await code(facts, size, 64)];
    expect(tiled.image).toHaveLength(whole.image.length);
    // Random weights: what the linear attention sees of a tile is far from what it sees of the picture.
    expect(distance(tiled.image, whole.image)).toBeLessThan(0.5);
  });
});
