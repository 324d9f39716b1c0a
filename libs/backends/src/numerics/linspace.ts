/**
 * `numpy.linspace` in double precision.
 *
 * @param count how many values, both ends included; 1 gives only the start
 */
export function linspace(start: number, stop: number, count: number): number[] {
  const step = count > 1 ? (stop - start) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? stop : i * step + start));
}
