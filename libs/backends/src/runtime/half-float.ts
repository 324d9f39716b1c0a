import { roundHalfEven } from '../numerics/round-half-even.js';

/*
 * Bits of IEEE 754: float32 has 8 exponent bits (bias 127) and 23 of mantissa, float16 5 (bias 15) and 10.
 * Whole numbers all the way: a graph with float16 inputs has a picture's worth of them converted each call.
 */

const SIGN = 0x8000;
const INFINITE = 0x7c00;
const NOT_A_NUMBER = 0x7e00;

/** Dropped from float32's mantissa. */
const DROPPED_BITS = 13;
const HALF_WAY_BELOW = 0xfff;

/** Magnitudes as float32 bits. */
const SMALLEST_NORMAL = 0x38800000;
/** 65520: from here on the nearest float16 is infinite. */
const OVERFLOW = 0x477ff000;
const INFINITE_32 = 0x7f800000;

/** The difference of the biases, as an exponent of float32. */
const REBIAS = (127 - 15) << 23;

const SMALLEST_STEP = 2 ** -24;

/** Every float16 value by its bits. */
let table: Float32Array | undefined;

/**
 * @param values float32
 * @returns the bits of the nearest float16 values (ties to even; from 65520 on infinite)
 */
export function toHalfFloats(values: ArrayLike<number>): Uint16Array {
  const singles = values instanceof Float32Array ? values : Float32Array.from(values);
  const bits = new Uint32Array(singles.buffer, singles.byteOffset, singles.length);
  const halves = new Uint16Array(singles.length);
  for (let i = 0; i < halves.length; i++) {
    const magnitude = bits[i]! & 0x7fffffff;
    halves[i] = ((bits[i]! >>> 16) & SIGN) | toHalfMagnitude(magnitude, singles[i]!);
  }
  return halves;
}

/**
 * @param bits float16 values as their bits
 * @returns the same values in float32, exact
 */
export function fromHalfFloats(bits: Uint16Array): Float32Array {
  const values = (table ??= Float32Array.from({ length: 1 << 16 }, (_, half) => fromHalfBits(half)));
  const singles = new Float32Array(bits.length);
  for (let i = 0; i < singles.length; i++) singles[i] = values[bits[i]!]!;
  return singles;
}

function toHalfMagnitude(magnitude: number, value: number): number {
  if (magnitude >= OVERFLOW) return magnitude > INFINITE_32 ? NOT_A_NUMBER : INFINITE;
  if (magnitude < SMALLEST_NORMAL) return roundHalfEven(Math.abs(value) / SMALLEST_STEP);
  // Rounding may carry into the exponent, which is then right as well.
  const isOdd = (magnitude >>> DROPPED_BITS) & 1;
  return (magnitude - REBIAS + HALF_WAY_BELOW + isOdd) >>> DROPPED_BITS;
}

function fromHalfBits(bits: number): number {
  const sign = (bits & SIGN) === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * SMALLEST_STEP;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
