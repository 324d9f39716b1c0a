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
