import type { ModelFacts } from '../pipelines/model-facts.js';

/** Weights of a graph in float16 are widened when it is loaded on a CPU. */
const HALF_PRECISION_GROWTH = 3;

/** Channels of a decoder's widest layer at full size, and how many such tensors live at once. */
const DECODER_CHANNELS = 128;
const DECODER_TENSORS = 4;
const FLOAT_BYTES = 4;

/**
 * Peak memory of a run: all weights and the decoder's activations at full size, which outweigh the
 * denoiser's. An estimate from above for small models.
 *
 * @returns bytes
 */
export async function estimatePeakBytes(
  { folder, graphs, denoiserInputs }: ModelFacts,
  size: { readonly width: number; readonly height: number },
): Promise<number> {
  const files = await Promise.all(graphs.map((component) => folder.componentBytes(component)));
  const isHalfPrecision = denoiserInputs.some(({ type }) => type === 'float16');
  const weights =
    files.reduce((sum, bytes) => sum + bytes, 0) * (isHalfPrecision ? HALF_PRECISION_GROWTH : 1);
  return weights + size.width * size.height * DECODER_CHANNELS * DECODER_TENSORS * FLOAT_BYTES;
}
