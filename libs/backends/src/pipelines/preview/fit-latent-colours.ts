import { TorchGenerator } from '../../noise/torch-generator.js';
import type { Tensor } from '../../runtime/tensor.js';
import { solveLinear } from '../../schedulers/solve-linear.js';
import { latentLength, type LatentShape } from '../latent-shape.js';
import type { ModelFacts } from '../model-facts.js';
import type { VaeDecoder } from '../networks/vae-decoder.js';
import type { LatentColours, Latents } from '../pipeline.js';

/** Latents of the probe picture, each way: 256 places are enough for any autoencoder's few channels. */
const PROBE_SIZE = 16;

/** Places of the probe that share one latent vector, each way: a decoder blurs single odd places away. */
const PATCH_SIZE = 2;

/** Keeps the fit defined when two channels go together in the probe. */
const RIDGE = 1e-3;

/**
 * Finds the linear map from latents to colours that is closest to what a decoder does: one random picture
 * is decoded, and the mean colour of each place is fitted to its latents by least squares. A preview needs
 * no more, and it spares a decoder call, the most expensive of all, at every step.
 */
export async function fitLatentColours(
  facts: Pick<ModelFacts, 'latentChannels' | 'vaeFactor' | 'fixedSize'>,
  decoder: Pick<VaeDecoder, 'decode'>,
): Promise<LatentColours> {
  const shape = probeShape(facts);
  const latents = probeLatents(shape);
  const colours = meanColours(await decoder.decode(latents), shape);
  const rows = Array.from({ length: shape.width * shape.height }, (_, place) => latentRow(latents, place));
  const [red = [], green = [], blue = []] = colours.map((channel) => leastSquares(rows, channel));
  const bias = shape.channels;
  const at = (index: number): [number, number, number] => [
    red[index] ?? 0,
    green[index] ?? 0,
    blue[index] ?? 0,
  ];
  return { matrix: Array.from({ length: bias }, (_, channel) => at(channel)), bias: at(bias) };
}

function probeShape({
  latentChannels,
  fixedSize,
  vaeFactor,
}: Pick<ModelFacts, 'latentChannels' | 'vaeFactor' | 'fixedSize'>): LatentShape {
  if (fixedSize === undefined) return { channels: latentChannels, width: PROBE_SIZE, height: PROBE_SIZE };
  const { width, height } = fixedSize;
  return { channels: latentChannels, width: width / vaeFactor, height: height / vaeFactor };
}

/** Patches of standard normal latents: the spread that autoencoders are scaled to. */
function probeLatents(shape: LatentShape): Latents {
  const { width, height } = shape;
  const noise = new TorchGenerator(0n).randn(latentLength(shape));
  const data = noise.map((_, i) => {
    const x = i % width;
    const y = Math.floor(i / width) % height;
    const corner = i - (x % PATCH_SIZE) - (y % PATCH_SIZE) * width;
    return noise[corner] ?? 0;
  });
  return { ...shape, data };
}

/** The latents of one place, and 1 for the bias. */
function latentRow({ data, channels, width, height }: Latents, place: number): readonly number[] {
  const values = Array.from(
    { length: channels },
    (_, channel) => data[channel * width * height + place] ?? 0,
  );
  return [...values, 1];
}

/** Three lists: the mean of each colour over the pixels of each place. */
function meanColours({ data, dims }: Tensor, shape: LatentShape): readonly (readonly number[])[] {
  const [, , height = 0, width = 0] = dims;
  const size = width / shape.width;
  return [0, 1, 2].map((colour) =>
    Array.from({ length: shape.width * shape.height }, (_, place) => {
      const left = (place % shape.width) * size;
      const top = Math.floor(place / shape.width) * size;
      let sum = 0;
      for (let y = top; y < top + size; y++) {
        for (let x = left; x < left + size; x++) sum += data[(colour * height + y) * width + x] ?? 0;
      }
      return sum / size ** 2;
    }),
  );
}

/** The weights w with the least Σ (row · w − target)² + ridge · w², by the normal equations. */
function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): readonly number[] {
  const count = rows[0]?.length ?? 0;
  const dot = (a: number, valueOf: (row: readonly number[], i: number) => number) =>
    rows.reduce((sum, row, i) => sum + (row[a] ?? 0) * valueOf(row, i), 0);
  const matrix = Array.from({ length: count }, (_, a) =>
    Array.from(
      { length: count },
      (__, b) => dot(a, (row) => row[b] ?? 0) + (a === b ? RIDGE * rows.length : 0),
    ),
  );
  const right = Array.from({ length: count }, (_, a) => dot(a, (___, i) => targets[i] ?? 0));
  return solveLinear(matrix, right);
}
