import { resizePlanes } from '../numerics/resize-planes.js';
import { emptyPlanes, type Planes } from '../numerics/planes.js';
import type { Size } from '../pictures/pixels.js';

/**
 * Resizes a picture so that it covers a size, and takes its middle: `resize_and_crop_tensor` of diffusers, with
 * which pictures of binned sizes come to the one asked for.
 */
export function cropToSize(image: Planes, { width, height }: Size): Planes {
  if (image.width === width && image.height === height) return image;
  const ratio = Math.max(height / image.height, width / image.width);
  const covering = { width: Math.trunc(image.width * ratio), height: Math.trunc(image.height * ratio) };
  const resized = resizePlanes(image, covering, 'bilinear');
  const left = Math.floor((covering.width - width) / 2);
  const top = Math.floor((covering.height - height) / 2);
  const cropped = emptyPlanes(image.channels, height, width);
  for (let line = 0; line < image.channels * height; line++) {
    const channel = Math.floor(line / height);
    const start = (channel * covering.height + top + (line % height)) * covering.width + left;
    cropped.data.set(resized.data.subarray(start, start + width), line * width);
  }
  return cropped;
}
