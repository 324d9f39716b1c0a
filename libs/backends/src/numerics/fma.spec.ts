import { describe, expect, it } from 'vitest';
import { Mt19937 } from '../noise/mt19937.js';
import { fma } from './fma.js';

const f = Math.fround;

/** A number of 24 bits with its sign. */
function wholeOf(random: Mt19937): bigint {
  const word = random.nextUint32();
  return BigInt(word & 0xff_ffff) * (word >>> 31 === 1 ? -1n : 1n);
}

/** The number of 24 significant bits nearest to a whole number, ties to even. */
function nearest(exact: bigint): number {
  const size = exact < 0n ? -exact : exact;
  const shift = BigInt(Math.max(size.toString(2).length - 24, 0));
  const half = shift === 0n ? 0n : 1n << (shift - 1n);
  const rest = size & ((1n << shift) - 1n);
  let kept = size >> shift;
  if (rest > half || (shift > 0n && rest === half && (kept & 1n) === 1n)) kept += 1n;
  return Number(kept << shift) * (exact < 0n ? -1 : 1);
}

describe('fma', () => {
  it('rounds once where rounding to double first would end on the wrong side of a tie', () => {
    // a · b = 2^-24 − 2^-70: in double precision the sum is the tie between 1 + 2^-23 and 1 + 2^-22.
    const a = f(2 ** -12 * (1 + 2 ** -23));
    const b = f(2 ** -12 * (1 - 2 ** -23));
    const c = f(1 + 2 ** -23);
    expect(f(a * b + c)).toBe(1 + 2 ** -22);
    expect(fma(a, b, c)).toBe(1 + 2 ** -23);
    expect(fma(-a, b, -c)).toBe(-1 - 2 ** -23);
  });

  it('leaves a tie of the exact sum to the even neighbour', () => {
    expect(fma(f(2 ** -12), f(2 ** -12), 1)).toBe(1);
    expect(fma(f(2 ** -12), f(2 ** -12), f(1 + 2 ** -23))).toBe(1 + 2 ** -22);
  });

  it('overflows as a float32 does', () => {
    const largest = f(3.4028234663852886e38);
    expect(fma(largest, 2, 0)).toBe(Infinity);
    expect(fma(largest, -2, f(1e-30))).toBe(-Infinity);
  });

  it('agrees with sums worked out exactly', () => {
    // Whole numbers of 2^-60: a random product of two 24-bit numbers, and an addend about its size.
    const random = new Mt19937(7n);
    for (let i = 0; i < 20_000; i++) {
      const [a, b, c] = [wholeOf(random), wholeOf(random), wholeOf(random) << BigInt(i % 40)];
      const exact = a * b + c;
      const scale = 2 ** -60;
      const product = fma(f(Number(a) * 2 ** -30), f(Number(b) * 2 ** -30), f(Number(c)) * scale);
      expect(product).toBe(nearest(exact) * scale);
    }
  });

  it('is exact where the product and the sum are', () => {
    expect(fma(3, 5, -7)).toBe(8);
    expect(fma(f(0.1), 0, f(0.3))).toBe(f(0.3));
  });
});
