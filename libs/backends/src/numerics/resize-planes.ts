import type { Planes } from './planes.js';

/** How {@link resizePlanes} picks values between the given ones: `mode` of `torch.nn.functional.interpolate`. */
export type PlaneFilter = 'bilinear' | 'bicubic' | 'nearest-exact';

/** What the places of the result are made of, along one axis: of each as many values of the source. */
interface Taps {
  readonly perPlace: number;
  /** Which values, one place after the other. */
  readonly indices: Int32Array;
  /** Their shares. */
  readonly weights: Float64Array;
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
  const lines = new Float64Array(height * size.width);
  for (let channel = 0; channel < channels; channel++) {
    const plane = planes.data.subarray(channel * width * height, (channel + 1) * width * height);
    resizeLines(plane, width, columns, lines);
    const start = channel * size.width * size.height;
    mixLines(lines, size.width, rows, data.subarray(start, start + size.width * size.height));
  }
  return { data, channels, ...size };
}

/** Each line of a plane at the result's width. */
function resizeLines(plane: Float32Array, width: number, taps: Taps, lines: Float64Array): void {
  const { perPlace, indices, weights } = taps;
  for (let start = 0, i = 0; start < plane.length; start += width) {
    for (let tap = 0; tap < indices.length;) {
      let sum = 0;
      for (const end = tap + perPlace; tap < end; tap++) sum += weights[tap]! * plane[start + indices[tap]!]!;
      lines[i++] = sum;
    }
  }
}

/** The result's lines, each made of some of those. */
function mixLines(lines: Float64Array, width: number, taps: Taps, result: Float32Array): void {
  const { perPlace, indices, weights } = taps;
  for (let first = 0, i = 0; first < indices.length; first += perPlace) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let tap = first; tap < first + perPlace; tap++) {
        sum += weights[tap]! * lines[indices[tap]! * width + x]!;
      }
      result[i++] = sum;
    }
  }
}

function tapsOf(from: number, to: number, filter: PlaneFilter): Taps {
  const within = (index: number): number => Math.min(Math.max(index, 0), from - 1);
  const places = Array.from({ length: to }, (_, i) => {
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
  return {
    perPlace: places[0]?.indices.length ?? 0,
    indices: Int32Array.from(places.flatMap(({ indices }) => indices)),
    weights: Float64Array.from(places.flatMap(({ weights }) => weights)),
  };
}

/** Within one place of the centre. */
function cubicNear(x: number): number {
  return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
}

/** One to two places from the centre. */
function cubicFar(x: number): number {
  return ((CUBIC_A * x - 5 * CUBIC_A) * x + 8 * CUBIC_A) * x - 4 * CUBIC_A;
}
