import { describe, expect, it } from 'vitest';
import { roundHalfEven } from './round-half-even.js';

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.4999, 2],
    [2.5001, 3],
    [254.5, 254],
  ])('of %d is %i', (value, expected) => {
    expect(roundHalfEven(value)).toBe(expected);
  });
});
