import type { Box, Pixels } from './pixels.js';

/**
 * Lays a painted picture over another one.
 *
 * @param base RGB; not changed
 * @param painted RGB, of the box's size
 * @param mask of the base's size: 255 shows the painted picture, 0 the base, between them a mixture
 * @param box where in the base the painted picture lies
 */
export function blendPixels(base: Pixels, painted: Pixels, mask: Pixels, box: Box): Pixels {
  const data = Uint8Array.from(base.data);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const place = (box.top + y) * base.width + box.left + x;
      const share = (mask.data[place] ?? 0) / 255;
      if (share === 0) continue;
      const source = (y * box.width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const [below, above] = [data[place * 3 + channel] ?? 0, painted.data[source + channel] ?? 0];
        data[place * 3 + channel] = Math.round(below + (above - below) * share);
      }
    }
  }
  return { ...base, data };
}
