/**
 * `a * b + c` rounded once to float32, as the FMA instruction does.
 *
 * The product of two float32 is exact in double precision; the sum is not, and rounding it to double and
 * then to float32 may round twice. The error term of the sum (TwoSum) decides those ties.
 *
 * @param a, b, c float32 values
 * @returns the float32 nearest to the exact a·b + c
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const rounded = Math.fround(sum);
  if (rounded === sum) return rounded;
  const addend = sum - product;
  const error = product - (sum - addend) + (c - addend);
  if (error === 0) return rounded;
  return Math.fround(nudge(sum, error));
}

const view = new DataView(new ArrayBuffer(8));

/** Moves a double that lies exactly between two float32 by one ulp towards the sign of `error`. */
function nudge(sum: number, error: number): number {
  view.setFloat64(0, sum);
  const low = view.getUint32(4);
  const isTie = (low & 0x1fffffff) === 0x10000000;
  if (!isTie) return sum;
  const away = error > 0 === sum > 0;
  view.setUint32(4, away ? low + 1 : low - 1);
  return view.getFloat64(0);
}
