import { changed } from '../../pictures/sharp-pixels.js';
import { isSameSize, type Pixels, type Size } from '../../pictures/pixels.js';
import type { ModelParts } from '../model-parts.js';
import { toPlanes } from '../pixel-planes.js';
import type { Upscaler } from './upscaler.js';
import { upscaleByNetwork } from './upscale-by-network.js';

/**
 * Makes a picture larger, by Lanczos or by a network; what a network leaves off the size is resized by
 * Lanczos, as A1111 does.
 *
 * @returns RGB planes of the size, −1 to 1, as an autoencoder takes them
 */
export async function enlargePixels(
  image: Pixels,
  size: Size,
  upscaler: Exclude<Upscaler, { kind: 'latent' }>,
  parts: ModelParts,
): Promise<Float32Array> {
  if (upscaler.kind === 'lanczos') return toPlanes((await resize(image, size)).data);
  const network = await parts.openUpscaler(upscaler.file);
  try {
    return toPlanes((await resize(await upscaleByNetwork(network, image), size)).data);
  } finally {
    await network.release();
  }
}

async function resize(image: Pixels, { width, height }: Size): Promise<Pixels> {
  if (isSameSize(image, { width, height })) return image;
  return changed(image, (pixels) => pixels.resize({ width, height, fit: 'fill', kernel: 'lanczos3' }));
}
