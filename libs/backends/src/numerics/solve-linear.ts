/**
 * Solves a small square system by Gaussian elimination with partial pivoting.
 *
 * @param matrix rows, not singular
 * @param right one value per row
 * @returns x with matrix · x = right, in double precision
 */
export function solveLinear(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const candidates = rows.slice(column);
    const magnitudes = candidates.map((row) => Math.abs(row[column] ?? 0));
    const best = column + magnitudes.indexOf(Math.max(...magnitudes));
    const pivot = rows[best] ?? [];
    rows[best] = rows[column] ?? [];
    rows[column] = pivot;
    for (const [i, row] of rows.entries()) {
      if (i === column) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      rows[i] = row.map((value, j) => value - factor * (pivot[j] ?? 0));
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}
