import type { Planes } from './planes.js';

/** How {@link resizePlanes} picks values between the given ones: `mode` of `torch.nn.functional.interpolate`. */
export type PlaneFilter = 'bilinear' | 'bicubic' | 'nearest-exact';

/** What one place of the result is made of, along one axis: indices of the source and their shares. */
interface Taps {
  readonly indices: readonly number[];
  readonly weights: readonly number[];
}

/** Of the cubic convolution (Keys 1981), as torch has it. */
const CUBIC_A = -0.75;

/**
 * `torch.nn.functional.interpolate` without `align_corners` and `antialias`: what A1111's latent upscalers
 * do. The centres of the places are matched; beyond the edge its values go on.
 *
 * @param size of the result, at least 1 × 1
 */
export function resizePlanes(
  planes: Planes,
  size: { readonly width: number; readonly height: number },
  filter: PlaneFilter,
): Planes {
  const { channels, width, height } = planes;
  const columns = tapsOf(width, size.width, filter);
  const rows = tapsOf(height, size.height, filter);
  const data = new Float32Array(channels * size.width * size.height);
  let i = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (const row of rows) {
      for (const column of columns) data[i++] = valueAt(planes, channel, row, column);
    }
  }
  return { data, channels, ...size };
}

function valueAt({ data, width, height }: Planes, channel: number, row: Taps, column: Taps): number {
  let sum = 0;
  for (const [i, y] of row.indices.entries()) {
    const start = (channel * height + y) * width;
    let line = 0;
    for (const [j, x] of column.indices.entries()) line += (column.weights[j] ?? 0) * (data[start + x] ?? 0);
    sum += (row.weights[i] ?? 0) * line;
  }
  return sum;
}

/** For each place of the result along one axis. */
function tapsOf(from: number, to: number, filter: PlaneFilter): readonly Taps[] {
  const within = (index: number): number => Math.min(Math.max(index, 0), from - 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to;
    if (filter === 'nearest-exact') return { indices: [within(Math.floor(centre))], weights: [1] };
    const place = filter === 'bilinear' ? Math.max(centre - 0.5, 0) : centre - 0.5;
    const low = Math.floor(place);
    const share = place - low;
    if (filter === 'bilinear') {
      return { indices: [within(low), within(low + 1)], weights: [1 - share, share] };
    }
    const weights = [cubicFar(share + 1), cubicNear(share), cubicNear(1 - share), cubicFar(2 - share)];
    return { indices: [low - 1, low, low + 1, low + 2].map(within), weights };
  });
}

/** Within one place of the centre. */
function cubicNear(x: number): number {
  return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
}

/** One to two places from the centre. */
function cubicFar(x: number): number {
  return ((CUBIC_A * x - 5 * CUBIC_A) * x + 8 * CUBIC_A) * x - 4 * CUBIC_A;
}
