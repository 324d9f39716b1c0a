import type { Planes } from '../numerics/planes.js';
import type { Tensor } from '../runtime/tensor.js';

const f = Math.fround;

/**
 * Bytes as planes of −1 to 1, as diffusers' `VaeImageProcessor` does it, in float32.
 *
 * @param pixels RGB interleaved
 * @returns `3 · width · height` values, one colour after the other
 */
export function toPlanes(pixels: Uint8Array): Float32Array {
  const places = pixels.length / 3;
  return Float32Array.from({ length: pixels.length }, (_, i) => {
    const byte = pixels[(i % places) * 3 + Math.floor(i / places)] ?? 0;
    return f(2 * f(byte / 255)) - 1;
  });
}

/** What an autoencoder gives, `[1, 3, height, width]`. */
export function toImage({ data, dims: [, channels = 0, height = 0, width = 0] }: Tensor): Planes {
  return { data, channels, height, width };
}

/**
 * Planes of −1 to 1 as bytes, rounded as diffusers does: in float32, ties to even, which is also how a
 * clamped array rounds; it clamps as well.
 *
 * @param image planes of RGB
 * @returns RGB interleaved
 */
export function toPixels({ data, channels }: Pick<Planes, 'data' | 'channels'>): Uint8Array {
  const places = data.length / channels;
  const pixels = new Uint8ClampedArray(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const plane = data.subarray(channel * places, (channel + 1) * places);
    for (let place = 0, pixel = channel; place < places; place++, pixel += channels) {
      // A half is exact.
      pixels[pixel] = f(f(plane[place]! * 0.5 + 0.5) * 255);
    }
  }
  return new Uint8Array(pixels.buffer);
}
