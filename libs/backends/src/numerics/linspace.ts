import { fma } from './fma.js';

const f = Math.fround;

/**
 * `numpy.linspace` in double precision.
 *
 * @param count how many values, both ends included; 1 gives only the start
 */
export function linspace(start: number, stop: number, count: number): number[] {
  const step = count > 1 ? (stop - start) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? stop : i * step + start));
}

/**
 * `torch.linspace` in float32: counts from both ends towards the middle, with fused multiply-adds.
 *
 * @param count how many values, both ends included; at least 2
 */
export function linspaceFloat32(start: number, end: number, count: number): Float32Array {
  const step = f(f(f(end) - f(start)) / f(count - 1));
  return Float32Array.from({ length: count }, (_, i) =>
    i < Math.floor(count / 2) ? fma(step, i, f(start)) : fma(-step, count - i - 1, f(end)),
  );
}
