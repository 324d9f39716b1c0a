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
  const [red, green, blue] = bias;
  const weights = Float64Array.from(matrix.flat());
  for (let place = 0; place < places; place++) {
    let [r, g, b] = [red, green, blue];
    for (let i = place, weight = 0; i < data.length; i += places, weight += 3) {
      const value = data[i]!;
      r += weights[weight]! * value;
      g += weights[weight + 1]! * value;
      b += weights[weight + 2]! * value;
    }
    pixels[place * 3] = toByte(r);
    pixels[place * 3 + 1] = toByte(g);
    pixels[place * 3 + 2] = toByte(b);
  }
  return pixels;
}

function toByte(colour: number): number {
  return ((colour + 1) / 2) * 255;
}
