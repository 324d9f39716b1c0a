import { describe, expect, it } from 'vitest';
import { fromHalfFloats, toHalfFloats } from './half-float.js';

describe('float16', () => {
  it('gives every float16 value back', () => {
    const finite = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits).filter(
      (bits) => (bits & 0x7c00) !== 0x7c00,
    );
    expect(toHalfFloats(fromHalfFloats(finite))).toEqual(finite);
  });

  it.each([
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 ** -25, 0x0000],
    [3 * 2 ** -25, 0x0002],
    [65519, 0x7bff],
    [65519.5, 0x7bff],
    [65520, 0x7c00],
    [Infinity, 0x7c00],
    [-Infinity, 0xfc00],
    [-0, 0x8000],
  ])('rounds %d to the nearest, ties to even', (value, bits) => {
    expect(toHalfFloats([value])[0]).toBe(bits);
  });

  it('keeps NaN', () => {
    expect(fromHalfFloats(toHalfFloats([NaN]))[0]).toBeNaN();
  });
});
