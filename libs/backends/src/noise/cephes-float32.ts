import { fma } from '../numerics/fma.js';

/*
 * ln, sin and cos as torch computes them for normal noise on x86-64 with AVX2: the Cephes polynomials in
 * float32 (avx_mathfun.h), as contracted to fused multiply-adds by GCC. The order of operations is part of
 * the result: other orders differ in the last bit, and then a seed no longer gives the picture that it
 * gives in Python.
 */

const f = Math.fround;

const SQRT_HALF = f(Math.SQRT1_2);
const LOG_Q1 = f(-2.1219444e-4);
const LOG_Q2 = f(0.693359375);
const LOG_P = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(f);
const FOUR_OVER_PI = f(1.27323954473516);
const MINUS_PI_4_PARTS = [-0.78515625, -2.4187564849853516e-4, -3.774894977445941e-8].map(f);
const COS_P = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(f);
const SIN_P = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(f);

const bits = new DataView(new ArrayBuffer(4));

/**
 * @param x float32 above 0, normal
 * @returns ln x in float32
 */
export function logFloat32(x: number): number {
  bits.setFloat32(0, x);
  const raw = bits.getUint32(0);
  let exponent = (raw >>> 23) - 126;
  bits.setUint32(0, (raw & 0x007fffff) | 0x3f000000);
  const mantissa = bits.getFloat32(0);
  let m = f(mantissa - 1);
  if (mantissa < SQRT_HALF) {
    exponent -= 1;
    m = f(m + mantissa);
  }
  const z = f(m * m);
  let y = horner(LOG_P, m);
  y = f(y * m);
  y = fma(y, z, f(exponent * LOG_Q1));
  y = fma(-z, 0.5, y);
  return fma(exponent, LOG_Q2, f(m + y));
}

/** Sine and cosine of one angle. */
export interface SineCosine {
  readonly sin: number;
  readonly cos: number;
}

/**
 * @param x angle in radians, float32, 0 or above
 * @returns sine and cosine in float32
 */
export function sinCosFloat32(x: number): SineCosine {
  const octant = (Math.trunc(f(x * FOUR_OVER_PI)) + 1) & ~1;
  let angle = x;
  for (const part of MINUS_PI_4_PARTS) angle = fma(octant, part, angle);
  const z = f(angle * angle);

  let cosine = f(horner(COS_P, z) * z);
  cosine = fma(cosine, z, -f(z * 0.5));
  cosine = f(cosine + 1);
  let sine = f(horner(SIN_P, z) * z);
  sine = fma(sine, angle, angle);

  const swapped = (octant & 2) !== 0;
  const sinSign = (octant & 4) !== 0 ? -1 : 1;
  const cosSign = ((octant - 2) & 4) !== 0 ? 1 : -1;
  return { sin: sinSign * (swapped ? cosine : sine), cos: cosSign * (swapped ? sine : cosine) };
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = fma(sum, x, coefficients[i]!);
  return sum;
}
