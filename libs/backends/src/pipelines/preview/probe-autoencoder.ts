import type { NoiseSource } from '../../noise/noise-source.js';
import { TorchGenerator } from '../../noise/torch-generator.js';
import type { ModelParts } from '../model-parts.js';
import { latentLength, latentShape } from '../latent-shape.js';
import type { LatentSample } from './fit-latent-colours.js';
import { paintProbe } from './paint-probe.js';

/** Places of a probe, each way: two probes have 512 of them, for a dozen channels. */
const PROBE_PLACES = 16;
const PROBE_SEEDS = [1n, 2n];

/** Latents of a random probe that share one value, each way: a decoder blurs single odd places away. */
const PATCH_PLACES = 2;

const NO_NOISE: NoiseSource = { randn: (length) => new Float32Array(length) };

/**
 * Latents of an autoencoder with the pictures that belong to them: painted probes, encoded. That shows the
 * latents that pictures really have; a model without an encoder has random latents decoded, which fit less
 * well.
 */
export async function probeAutoencoder(parts: ModelParts): Promise<readonly LatentSample[]> {
  const { facts, vaeDecoder } = parts;
  const side = PROBE_PLACES * facts.vaeFactor;
  const size = facts.fixedSize ?? { width: side, height: side };
  const shape = latentShape(facts, size);
  const vaeEncoder = await parts.vaeEncoder();
  const samples: LatentSample[] = [];
  for (const seed of PROBE_SEEDS) {
    if (vaeEncoder === undefined) {
      const latents = { ...shape, data: patches(new TorchGenerator(seed).randn(latentLength(shape)), shape) };
      samples.push({ latents, image: await vaeDecoder.decode(latents) });
    } else {
      const image = { data: paintProbe(size, seed), dims: [1, 3, size.height, size.width] };
      const data = await vaeEncoder.encode(image.data, size, shape, NO_NOISE);
      samples.push({ latents: { ...shape, data }, image });
    }
  }
  return samples;
}

/** Gives each patch of places the values of its first corner. */
function patches(noise: Float32Array, { width, height }: { width: number; height: number }): Float32Array {
  return noise.map((_, i) => {
    const x = i % width;
    const y = Math.floor(i / width) % height;
    return noise[i - (x % PATCH_PLACES) - (y % PATCH_PLACES) * width] ?? 0;
  });
}
