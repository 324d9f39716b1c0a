import type { Size } from '../../pictures/pixels.js';
import { resizePlanes } from '../../numerics/resize-planes.js';
import type { InputImage } from '../pipeline.js';

const COLOURS = 3;

/** The picture that was started from, and its mask, for the second pass: at its size. */
export function enlargeInput(input: InputImage, from: Size, to: Size): InputImage {
  const { pixels, mask } = input;
  const picture = { data: pixels, channels: COLOURS, ...from };
  return {
    ...input,
    pixels: resizePlanes(picture, to, 'bicubic').data,
    ...(mask !== undefined && {
      mask: resizePlanes({ data: mask, channels: 1, ...from }, to, 'nearest-exact').data,
    }),
  };
}
