import type { ModelFacts } from '../pipelines/model-facts.js';
import type { Device } from '../runtime/device.js';

/** Weights of a graph in float16 are widened when it is loaded on a CPU. */
const HALF_PRECISION_GROWTH = 3;

/** Channels of a decoder's widest layer at full size, and how many such tensors live at once. */
const DECODER_CHANNELS = 128;
const DECODER_TENSORS = 4;
const FLOAT_BYTES = 4;

/**
 * What a model's networks take when all of them are loaded. An estimate from above.
 *
 * @returns bytes
 */
export async function estimateWeightBytes(facts: ModelFacts, device: Device): Promise<number> {
  const files = await graphBytes(facts);
  const isHalfPrecision = facts.denoiserInputs.some(({ type }) => type === 'float16');
  const growth = isHalfPrecision && device === 'cpu' ? HALF_PRECISION_GROWTH : 1;
  return files.reduce((sum, bytes) => sum + bytes, 0) * growth;
}

/**
 * Peak memory of a run: all weights and the decoder's activations at full size, which outweigh the
 * denoiser's. An estimate from above for small models.
 *
 * @param weightBytes of all networks
 * @returns bytes
 */
export function estimatePeakBytes(
  weightBytes: number,
  size: { readonly width: number; readonly height: number },
): number {
  return weightBytes + size.width * size.height * DECODER_CHANNELS * DECODER_TENSORS * FLOAT_BYTES;
}

/**
 * What a run cannot do without, whatever is unloaded meanwhile: the weights of the largest network.
 *
 * @returns bytes
 */
export async function leastBytes(facts: ModelFacts): Promise<number> {
  return Math.max(...(await graphBytes(facts)));
}

async function graphBytes({ folder, graphs }: ModelFacts): Promise<readonly number[]> {
  return Promise.all(graphs.map((component) => folder.componentBytes(component)));
}
