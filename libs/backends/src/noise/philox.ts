import type { NoiseSource } from './noise-source.js';

const f = Math.fround;
const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

/** 2^-32, as cuRAND writes it. */
const TO_UNIT = f(2.3283064e-10);
const TO_CIRCLE = f(2.3283064e-10 * 6.2831855);

/**
 * `torch.randn` of a CUDA generator as A1111's "NV" noise source has it: Philox 4×32 with ten rounds (Salmon
 * et al. 2011) and Box-Muller. Equal to CUDA for as many values as one launch of the kernel has threads.
 */
export class PhiloxGenerator implements NoiseSource {
  readonly #key0: number;
  readonly #key1: number;
  #draws = 0;

  /** @param seed all 64 bits count */
  constructor(seed: bigint) {
    this.#key0 = Number(BigInt.asUintN(32, seed));
    this.#key1 = Number(BigInt.asUintN(32, seed >> 32n));
  }

  randn(length: number): Float32Array {
    const draw = this.#draws++;
    const data = new Float32Array(length);
    for (let i = 0; i < length; i++) data[i] = this.#normal(draw, i);
    return data;
  }

  /** @param draw which call of randn; @param index which value of it */
  #normal(draw: number, index: number): number {
    let c0 = draw;
    let c1 = 0;
    let c2 = index;
    let c3 = 0;
    let key0 = this.#key0;
    let key1 = this.#key1;
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = multiplyHigh(c0, MULTIPLIER_0);
      const high1 = multiplyHigh(c2, MULTIPLIER_1);
      const low0 = Math.imul(c0, MULTIPLIER_0);
      const low1 = Math.imul(c2, MULTIPLIER_1);
      c0 = high1 ^ c1 ^ key0;
      c1 = low1;
      c2 = high0 ^ c3 ^ key1;
      c3 = low0;
      key0 = (key0 + KEY_STEP_0) | 0;
      key1 = (key1 + KEY_STEP_1) | 0;
    }
    const u = (c0 >>> 0) * TO_UNIT + TO_UNIT / 2;
    const v = (c1 >>> 0) * TO_CIRCLE + TO_CIRCLE / 2;
    return Math.sqrt(-2 * Math.log(u)) * Math.sin(v);
  }
}

/** The upper 32 bits of a product of two numbers of 32 bits, taken as unsigned. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (other >>> 16)) | 0;
}
