import NORMAL_NOISE from '../kernels/normal-noise.wasm.js';
import { loadKernel } from '../kernels/load-kernel.js';

/** torch's unit of work: value j and j + 8 make a pair. */
export const BLOCK = 16;

/** What the kernel's memory holds at once. */
const MAX_LENGTH = 16_384;

const kernel = loadKernel<{ toNormal(length: number): void }>(NORMAL_NOISE);
const memory = new Float32Array(kernel.memory.buffer);

/**
 * Turns uniform values into normal ones in place, as torch does on x86-64 with AVX2, to the bit.
 *
 * @param data values in [0, 1), whole blocks of 16
 */
export function boxMuller(data: Float32Array): void {
  for (let start = 0; start < data.length; start += MAX_LENGTH) {
    const part = data.subarray(start, start + MAX_LENGTH);
    memory.set(part);
    kernel.toNormal(part.length);
    part.set(memory.subarray(0, part.length));
  }
}
