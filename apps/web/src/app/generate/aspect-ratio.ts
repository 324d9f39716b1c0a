import type { NumberOption } from '../api/generated/models/number-option';
import { snapToRange } from '../ui/number-range';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Longer side to shorter side. */
export const ASPECT_RATIOS = [
  [1, 1],
  [4, 3],
  [3, 2],
  [16, 9],
  [21, 9],
] as const;

/** How far a size may be from a ratio and still count as it: sizes go in steps. */
const TOLERANCE = 0.04;

/** The ratio counts more than the number of pixels: it is what was asked for. */
const RATIO_WEIGHT = 8;

/** The size of this ratio with about as many pixels as before, of those that the model's ranges allow. */
export function sizeOfRatio(ratio: number, now: Size, width: NumberOption, height: NumberOption): Size {
  const area = now.width * now.height;
  let best = now;
  let least = Infinity;
  for (let wide = width.min; wide <= width.max; wide += width.step) {
    const high = snapToRange(wide / ratio, height);
    const offRatio = Math.abs(Math.log(wide / high / ratio));
    const cost = RATIO_WEIGHT * offRatio + Math.abs(Math.log((wide * high) / area));
    if (cost >= least) continue;
    least = cost;
    best = { width: wide, height: high };
  }
  return best;
}

export function hasRatio(size: Size, ratio: number): boolean {
  return Math.abs(size.width / size.height / ratio - 1) < TOLERANCE;
}
