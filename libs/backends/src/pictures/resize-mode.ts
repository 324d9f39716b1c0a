import type { Choice } from '@cyberimage/core';
import { isSameSize, type Pixels, type Size } from './pixels.js';
import { changed } from './sharp-pixels.js';

/** How a picture of another shape is brought to the wanted size, in A1111's words and numbers. */
export const RESIZE_MODES = [
  { value: 'stretch', label: 'Just resize', aliases: ['0'] },
  { value: 'crop', label: 'Crop and resize', aliases: ['1'] },
  { value: 'fill', label: 'Resize and fill', aliases: ['2'] },
] as const satisfies readonly Choice[];

/** One of {@link RESIZE_MODES}. */
export type ResizeMode = (typeof RESIZE_MODES)[number]['value'];

/**
 * Brings pixels to a size. Those that have it stay as they are, bit by bit.
 *
 * @param mode `stretch` changes the proportions, `crop` cuts off what is too much around the middle, `fill`
 *   repeats the pixels at the edges where something is missing
 */
export async function resizePixels(pixels: Pixels, size: Size, mode: ResizeMode): Promise<Pixels> {
  if (isSameSize(pixels, size)) return pixels;
  const { width, height } = size;
  if (mode !== 'fill') {
    const fit = mode === 'crop' ? 'cover' : 'fill';
    return changed(pixels, (image) => image.resize(width, height, { fit, kernel: 'lanczos3' }));
  }
  const scale = Math.min(width / pixels.width, height / pixels.height);
  const inner = {
    width: Math.min(width, Math.max(1, Math.round(pixels.width * scale))),
    height: Math.min(height, Math.max(1, Math.round(pixels.height * scale))),
  };
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  const margins = { left, top, right: width - inner.width - left, bottom: height - inner.height - top };
  return changed(pixels, (image) =>
    image
      .resize(inner.width, inner.height, { fit: 'fill', kernel: 'lanczos3' })
      .extend({ ...margins, extendWith: 'copy' }),
  );
}
