/**
 * `a * b + c` rounded once to float32, as the FMA instruction does.
 *
 * The product of two float32 is exact in double precision; the sum is not, and rounding it to double and
 * then to float32 may round twice. That goes wrong only where the sum in double precision lies exactly between two
 * float32: the error term of the sum (TwoSum) decides those ties.
 *
 * @param a, b, c float32 values
 * @returns the float32 nearest to the exact a·b + c
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const rounded = Math.fround(sum);
  // As far from the sum as `rounded`, on its other side: a float32 only where the sum is a tie, or is one itself.
  const mirrored = sum + (sum - rounded);
  if (rounded === sum || Math.fround(mirrored) !== mirrored) return rounded;
  const addend = sum - product;
  const error = product - (sum - addend) + (c - addend);
  if (error === 0 || !Number.isFinite(mirrored)) return rounded;
  return error > 0 ? Math.max(rounded, mirrored) : Math.min(rounded, mirrored);
}
