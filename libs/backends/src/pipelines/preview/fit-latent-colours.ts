import type { Tensor } from '../../runtime/tensor.js';
import { solveLinear } from '../../numerics/solve-linear.js';
import type { LatentColours, Latents } from '../pipeline.js';

/** Latents and the picture that belongs to them. */
export interface LatentSample {
  readonly latents: Latents;
  /** RGB planes `[1, 3, height, width]`, −1 to 1. */
  readonly image: Tensor;
}

/** Keeps the fit defined when two channels go together in the samples. */
const RIDGE = 1e-3;

/**
 * The linear map from latents to colours that fits samples best: the mean colour of each place against its
 * latents, by least squares. A preview needs no more, and it spares a decoder call, the most expensive of
 * all, at every step.
 *
 * @param samples together with many more places than the latents have channels
 */
export function fitLatentColours(samples: readonly LatentSample[]): LatentColours {
  const rows = samples.flatMap(({ latents }) => latentRows(latents));
  const [red, green, blue] = [0, 1, 2].map((colour) =>
    leastSquares(
      rows,
      samples.flatMap((sample) => meanColours(sample, colour)),
    ),
  );
  const at = (index: number) => [red?.[index] ?? 0, green?.[index] ?? 0, blue?.[index] ?? 0] as const;
  const bias = (rows[0]?.length ?? 1) - 1;
  return { matrix: Array.from({ length: bias }, (_, channel) => at(channel)), bias: at(bias) };
}

/** For each place its latents, and 1 for the bias. */
function latentRows({ data, channels, width, height }: Latents): readonly (readonly number[])[] {
  const places = width * height;
  return Array.from({ length: places }, (_, place) => {
    const values = Array.from({ length: channels }, (__, channel) => data[channel * places + place] ?? 0);
    return [...values, 1];
  });
}

/** For each place the mean of one colour over its pixels. */
function meanColours({ latents, image }: LatentSample, colour: number): readonly number[] {
  const [, , height = 0, width = 0] = image.dims;
  const size = width / latents.width;
  return Array.from({ length: latents.width * latents.height }, (_, place) => {
    const left = (place % latents.width) * size;
    const top = Math.floor(place / latents.width) * size;
    let sum = 0;
    for (let y = top; y < top + size; y++) {
      for (let x = left; x < left + size; x++) sum += image.data[(colour * height + y) * width + x] ?? 0;
    }
    return sum / size ** 2;
  });
}

/** The weights w with the least Σ (row · w − target)² + ridge · w², by the normal equations. */
function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): readonly number[] {
  const count = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: count }, (_, a) =>
    Array.from({ length: count }, (__, b) => {
      const sum = rows.reduce((total, row) => total + (row[a] ?? 0) * (row[b] ?? 0), 0);
      return a === b ? sum + RIDGE * rows.length : sum;
    }),
  );
  const right = Array.from({ length: count }, (_, a) =>
    rows.reduce((total, row, i) => total + (row[a] ?? 0) * (targets[i] ?? 0), 0),
  );
  return solveLinear(matrix, right);
}
