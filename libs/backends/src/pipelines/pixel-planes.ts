import { loadKernel } from '../kernels/load-kernel.js';
import RGB_BYTES from '../kernels/rgb-bytes.wasm.js';
import type { Planes } from '../numerics/planes.js';
import type { Tensor } from '../runtime/tensor.js';

const f = Math.fround;
const COLOURS = 3;

/** Places that the kernel's memory holds at once, as numbers and as bytes. */
const PART_PLACES = 4096;

const kernel = loadKernel<{ toPixels(places: number, stride: number): void }>(RGB_BYTES);
const memory = new Float32Array(kernel.memory.buffer);
const stride = PART_PLACES * memory.BYTES_PER_ELEMENT;
const bytes = new Uint8Array(kernel.memory.buffer, COLOURS * stride);

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
 * Planes of −1 to 1 as bytes, rounded as diffusers does: in float32, ties to even; what is beyond is clamped.
 *
 * @param image planes of red, green and blue
 * @returns RGB interleaved
 */
export function toPixels({ data }: Pick<Planes, 'data'>): Uint8Array {
  const places = data.length / COLOURS;
  const pixels = new Uint8Array(data.length);
  for (let start = 0; start < places; start += PART_PLACES) {
    const length = Math.min(PART_PLACES, places - start);
    for (let colour = 0; colour < COLOURS; colour++) {
      const first = colour * places + start;
      memory.set(data.subarray(first, first + length), colour * PART_PLACES);
    }
    kernel.toPixels(length, stride);
    pixels.set(bytes.subarray(0, length * COLOURS), start * COLOURS);
  }
  return pixels;
}
