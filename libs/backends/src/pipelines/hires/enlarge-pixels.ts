import sharp from 'sharp';
import type { ModelParts } from '../model-parts.js';
import { toPlanes } from '../pixel-planes.js';
import type { RgbImage } from './rgb-image.js';
import type { Upscaler } from './upscaler.js';
import { upscaleByNetwork } from './upscale-by-network.js';

/**
 * Makes a picture larger, by Lanczos or by a network; what a network leaves off the size is resized by
 * Lanczos, as A1111 does.
 *
 * @returns RGB planes of the size, −1 to 1, as an autoencoder takes them
 */
export async function enlargePixels(
  image: RgbImage,
  size: { readonly width: number; readonly height: number },
  upscaler: Exclude<Upscaler, { kind: 'latent' }>,
  parts: ModelParts,
): Promise<Float32Array> {
  if (upscaler.kind === 'lanczos') return toPlanes(await resize(image, size));
  const network = await parts.openUpscaler(upscaler.file);
  try {
    return toPlanes(await resize(await upscaleByNetwork(network, image), size));
  } finally {
    await network.release();
  }
}

async function resize(
  { pixels, ...from }: RgbImage,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  if (from.width === width && from.height === height) return pixels;
  return sharp(pixels, { raw: { ...from, channels: 3 } })
    .resize({ width, height, fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
}
