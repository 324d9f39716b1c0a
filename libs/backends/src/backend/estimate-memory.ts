import type { ModelFacts } from '../pipelines/model-facts.js';
import type { Device } from '../runtime/device.js';
import type { Port } from '../runtime/tensor.js';
import { attentionBytes } from './estimate-attention.js';
import type { Size } from '../pictures/pixels.js';

/** Weights of a graph in float16 are widened when it is loaded on a CPU. */
const HALF_PRECISION_GROWTH = 3;

/** Channels of a decoder's widest layer at full size, and how many such tensors live at once. */
const DECODER_CHANNELS = 128;
const DECODER_TENSORS = 4;
const FLOAT_BYTES = 4;

/**
 * Copies of the attention scores that live at once: raw, scaled and normalised. Measured with the UNet of SD
 * 1.5: 2.2 GB beside the weights at 512², where one copy takes 0.5; 9.2 GB at 768², where it takes 2.7. What
 * cannot be done without is two.
 */
const SCORE_COPIES = 3;
const LEAST_SCORE_COPIES = 2;

/**
 * What a model's networks take when all of them are loaded. An estimate from above.
 *
 * @param extras graphs that a run loads beside those of text to image
 * @returns bytes
 */
export async function estimateWeightBytes(
  facts: ModelFacts,
  device: Device,
  extras: readonly string[] = [],
): Promise<number> {
  const files = await graphBytes(facts, extras);
  return files.reduce((sum, bytes) => sum + bytes, 0) * weightGrowth(facts.denoiserInputs, device);
}

/** What the weights in a graph's files take when it is loaded, as a multiple of the files. */
export function weightGrowth(inputs: readonly Port[], device: Device): number {
  return device === 'cpu' && inputs.some(({ type }) => type === 'float16') ? HALF_PRECISION_GROWTH : 1;
}

/** What a run's peak is made of. */
interface PeakParts {
  /** Of all networks. */
  readonly weightBytes: number;
  /** The largest that is denoised. */
  readonly size: Size;
  /** The largest size that is decoded in one call: the picture's or a tile's. */
  readonly decoded: Size;
  /** What merging LoRAs takes. */
  readonly mergeBytes: number;
  /** What the network that enlarges a picture takes, which is there only while it does. */
  readonly upscalerBytes: number;
}

/**
 * Peak memory of a run: all weights and, on top, merging LoRAs into them, the denoiser's attention, the decoder's
 * activations or the network that enlarges, whichever is more.
 *
 * @returns bytes
 */
export async function estimatePeakBytes(
  facts: ModelFacts,
  { weightBytes, size, decoded, mergeBytes, upscalerBytes }: PeakParts,
): Promise<number> {
  const attention = SCORE_COPIES * (await attentionBytes(facts, size));
  const decoder = decoded.width * decoded.height * DECODER_CHANNELS * DECODER_TENSORS * FLOAT_BYTES;
  return weightBytes + Math.max(attention, decoder, mergeBytes, upscalerBytes);
}

/** What a run cannot do without, whatever is unloaded meanwhile. Bytes. */
export interface LeastMemory {
  /** The weights of the largest network. */
  readonly weights: number;
  /** The denoiser's weights with its attention at the size. */
  readonly denoising: number;
  /** The denoiser's weights with those of the network that enlarges pictures. */
  readonly enlarging: number;
}

/**
 * @param size the largest that is denoised
 * @param upscalerFileBytes of the network that enlarges pictures; 0 where there is none
 */
export async function leastMemory(
  facts: ModelFacts,
  size: Size,
  upscalerFileBytes: number,
): Promise<LeastMemory> {
  const denoiser = await facts.folder.componentBytes(facts.denoiser);
  const attention = await attentionBytes(facts, size);
  return {
    weights: Math.max(...(await graphBytes(facts))),
    denoising: denoiser + LEAST_SCORE_COPIES * attention,
    enlarging: denoiser + upscalerFileBytes,
  };
}

async function graphBytes(
  { folder, graphs }: ModelFacts,
  extras: readonly string[] = [],
): Promise<readonly number[]> {
  return Promise.all([...graphs, ...extras].map((component) => folder.componentBytes(component)));
}
