import type { Box, Pixels, Size } from './pixels.js';

/** A mask's pixels from here up are painted anew. */
export const MASK_THRESHOLD = 128;

/** The smallest part of a mask that holds all that is to be painted; undefined for nothing. */
function boundsOf({ data, width, height }: Pixels): Box | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < MASK_THRESHOLD) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * The part of a picture that is painted when only the masked area is: what the mask covers, with some
 * surroundings, in the proportions of the picture to make as far as there is room.
 *
 * @param padding pixels of surroundings on each side
 * @param target size of the picture to make
 * @returns undefined when the mask covers nothing
 */
export function maskRegion(mask: Pixels, padding: number, target: Size): Box | undefined {
  const bounds = boundsOf(mask);
  if (bounds === undefined) return undefined;
  const { left, top } = bounds;
  const padded = {
    width: Math.min(mask.width, bounds.width + 2 * padding),
    height: Math.min(mask.height, bounds.height + 2 * padding),
  };
  const ratio = target.width / target.height;
  const width = Math.min(mask.width, Math.max(padded.width, Math.round(padded.height * ratio)));
  const height = Math.min(mask.height, Math.max(padded.height, Math.round(padded.width / ratio)));
  return {
    left: placeAround(left, bounds.width, width, mask.width),
    top: placeAround(top, bounds.height, height, mask.height),
    width,
    height,
  };
}

/** Where a stretch of `wanted` pixels begins that lies around another one, within `all`. */
function placeAround(start: number, length: number, wanted: number, all: number): number {
  return Math.min(Math.max(0, Math.round(start + (length - wanted) / 2)), all - wanted);
}
