import { MASK_THRESHOLD } from './mask-region.js';
import type { Pixels } from './pixels.js';
import { changed } from './sharp-pixels.js';

/** How far the surroundings flow in, the widest first: shares of the longer side. */
const REACHES = [1, 1 / 4, 1 / 16, 1 / 64];

/** Where this share around a place is known, its colour is taken whole. */
const FULL_SHARE = 0.25;

/**
 * Paints what a mask covers in the colours around it, softly: what A1111 calls "fill".
 *
 * @param picture RGB
 * @param mask of the picture's size
 */
export async function fillMasked(picture: Pixels, mask: Pixels): Promise<Pixels> {
  const known = mask.data.map((value) => (value < MASK_THRESHOLD ? 255 : 0));
  const isKnown = (i: number): boolean => known[Math.floor(i / 3)] === 255;
  const kept: Pixels = { ...picture, data: picture.data.map((value, i) => (isKnown(i) ? value : 0)) };
  const filled = Float32Array.from(picture.data);
  for (const reach of REACHES) {
    const radius = Math.max(1, (reach * Math.max(picture.width, picture.height)) / 2);
    const colours = await spread(kept, radius);
    const shares = await spread({ ...mask, data: known }, radius);
    for (let i = 0; i < filled.length; i++) {
      const share = (shares.data[Math.floor(i / 3)] ?? 0) / 255;
      if (isKnown(i) || share === 0) continue;
      const colour = Math.min(255, (colours.data[i] ?? 0) / share);
      const trust = reach === 1 ? 1 : Math.min(1, share / FULL_SHARE);
      filled[i] = (filled[i] ?? 0) * (1 - trust) + colour * trust;
    }
  }
  return { ...picture, data: Uint8Array.from(filled, Math.round) };
}

/** A blur over `radius` pixels, by way of a small copy: a wide blur of all pixels takes seconds. */
async function spread(pixels: Pixels, radius: number): Promise<Pixels> {
  const { width, height } = pixels;
  const side = (length: number): number => Math.max(1, Math.round(length / radius));
  const small = await changed(pixels, (image) =>
    image.resize(side(width), side(height), { fit: 'fill', kernel: 'linear' }),
  );
  return changed(small, (image) => image.resize(width, height, { fit: 'fill', kernel: 'linear' }));
}
