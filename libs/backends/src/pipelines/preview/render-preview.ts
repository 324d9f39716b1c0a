import sharp from 'sharp';
import type { LatentColours, Latents } from '../pipeline.js';

/** Longest side of a preview. */
const MAX_SIZE_PIXELS = 256;

/** Smooth enough for a browser to enlarge further; on a small model every pixel more would cost a step's time. */
const ENLARGEMENT = 4;

/**
 * Draws latents as a small WebP picture.
 *
 * @param denoised the clean latents as far as they can be told
 * @param colours how latents become colours
 */
export async function renderPreview(denoised: Latents, colours: LatentColours): Promise<Uint8Array> {
  const { width, height } = denoised;
  const image = sharp(toRgb(denoised, colours), { raw: { width, height, channels: 3 } });
  const side = Math.min(MAX_SIZE_PIXELS, ENLARGEMENT * Math.max(width, height));
  return image
    .resize({ width: side, height: side, fit: 'inside', kernel: 'cubic' })
    .webp({ quality: 70, effort: 0 })
    .toBuffer();
}

/** Bytes, RGB interleaved. */
function toRgb({ data, width, height }: Latents, { matrix, bias }: LatentColours): Uint8ClampedArray {
  const places = width * height;
  const pixels = new Uint8ClampedArray(places * 3);
  for (const [colour, offset] of bias.entries()) {
    const values = new Float64Array(places).fill(offset);
    for (const [channel, row] of matrix.entries())
      addScaled(values, row[colour] ?? 0, data, channel * places);
    for (let place = 0; place < places; place++) {
      pixels[place * 3 + colour] = ((values[place]! + 1) / 2) * 255;
    }
  }
  return pixels;
}

function addScaled(values: Float64Array, factor: number, data: Float32Array, start: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! + factor * data[start + i]!;
}
