/**
 * `numpy.linspace` in double precision.
 *
 * @param count how many values, both ends included; 1 gives only the start
 */
export function linspace(start: number, stop: number, count: number): number[] {
  const step = count > 1 ? (stop - start) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? stop : i * step + start));
}

/** Rounds to the nearest integer, ties to even, as numpy and torch do. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/**
 * `numpy.interp` over a table whose arguments are 0, 1, 2, …: linear between the entries, constant outside.
 */
export function interpolate(table: ArrayLike<number>, position: number): number {
  const last = table.length - 1;
  const low = Math.floor(Math.min(Math.max(position, 0), last));
  const start = table[low] ?? 0;
  const end = table[Math.min(low + 1, last)] ?? start;
  return (end - start) * (Math.min(Math.max(position, 0), last) - low) + start;
}
