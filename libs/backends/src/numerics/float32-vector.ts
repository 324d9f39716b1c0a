/*
 * Plain loops: these run over all latents several times a step, and `TypedArray.prototype.map` takes about
 * ten times as long.
 */

const f = Math.fround;

/** A factor and the vector that it scales. */
export type Term = readonly [factor: number, vector: Float32Array];

/**
 * `a·x + b·y + …`, each operation rounded to float32 from left to right, as torch does it.
 *
 * @param first the first term; further terms must have its length
 * @returns a new vector
 */
export function weightedSum(first: Term, second?: Term, ...rest: readonly Term[]): Float32Array {
  const result = second === undefined ? scale(first[1], first[0]) : sumOfTwo(first, second);
  for (const [factor, vector] of rest) {
    const rounded = f(factor);
    for (let i = 0; i < result.length; i++) result[i] = result[i]! + f(rounded * vector[i]!);
  }
  return result;
}

/** In one go: most sums have two terms. */
function sumOfTwo([a, x]: Term, [b, y]: Term): Float32Array {
  const [first, second] = [f(a), f(b)];
  const result = new Float32Array(x.length);
  for (let i = 0; i < result.length; i++) result[i] = f(first * x[i]!) + f(second * y[i]!);
  return result;
}

/** `factor · x` in float32, a new vector. */
export function scale(vector: Float32Array, factor: number): Float32Array {
  const rounded = f(factor);
  const result = new Float32Array(vector.length);
  for (let i = 0; i < result.length; i++) result[i] = rounded * vector[i]!;
  return result;
}

/** `x / divisor` in float32, a new vector; not the same bits as multiplying by the reciprocal. */
export function divide(vector: Float32Array, divisor: number): Float32Array {
  const rounded = f(divisor);
  const result = new Float32Array(vector.length);
  for (let i = 0; i < result.length; i++) result[i] = vector[i]! / rounded;
  return result;
}

/** `x + offset` in float32, a new vector. */
export function shift(vector: Float32Array, offset: number): Float32Array {
  const rounded = f(offset);
  const result = new Float32Array(vector.length);
  for (let i = 0; i < result.length; i++) result[i] = vector[i]! + rounded;
  return result;
}

/** Limits every value to `-limit..limit`, a new vector. */
export function clamp(vector: Float32Array, limit: number): Float32Array {
  const result = new Float32Array(vector.length);
  for (let i = 0; i < result.length; i++) result[i] = Math.min(Math.max(vector[i]!, -limit), limit);
  return result;
}

/**
 * @param table numbers by index
 * @returns `table[index]`
 * @throws RangeError outside the table: a bug of the caller
 */
export function valueAt(table: ArrayLike<number>, index: number): number {
  const value = table[index];
  if (value === undefined) throw new RangeError(`index ${index} of a table of ${table.length}`);
  return value;
}
