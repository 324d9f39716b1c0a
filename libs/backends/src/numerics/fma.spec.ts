import { describe, expect, it } from 'vitest';
import { fma } from './fma.js';

const f = Math.fround;

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

  it('is exact where the product and the sum are', () => {
    expect(fma(3, 5, -7)).toBe(8);
    expect(fma(f(0.1), 0, f(0.3))).toBe(f(0.3));
  });
});
