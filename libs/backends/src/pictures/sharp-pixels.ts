import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './pixels.js';

/** Pixels as an image to work on. */
function fromPixels({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}

/** What an image comes to: RGB, or one channel for black and white. */
export async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 1 && channels !== 3) throw new TypeError(`${channels} channels`);
  return { data, width, height, channels };
}

/** The same after changes to size and sharpness, with the channels that it had. */
export async function changed(pixels: Pixels, change: (image: Sharp) => Sharp): Promise<Pixels> {
  const image = change(fromPixels(pixels));
  return toPixels(pixels.channels === 1 ? image.toColourspace('b-w') : image);
}
