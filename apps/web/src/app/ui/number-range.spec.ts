import { describe, expect, it } from 'vitest';

import { decimalsOf, snapToRange } from './number-range';

describe('snapToRange', () => {
  const size = { min: 64, max: 500, step: 64 };

  it('moves to the nearest step, counted from the minimum', () => {
    expect(snapToRange(250, size)).toBe(256);
    expect(snapToRange(95, size)).toBe(64);
  });

  it('stays inside a range that the step does not divide', () => {
    expect(snapToRange(500, size)).toBe(448);
    expect(snapToRange(-3, size)).toBe(64);
  });

  it('is exact with decimal fractions', () => {
    expect(snapToRange(7.3000001, { min: 0, max: 20, step: 0.1 })).toBe(7.3);
  });

  it('takes a range of one', () => {
    expect(snapToRange(9, { min: 2, max: 2, step: 1 })).toBe(2);
  });
});

describe('decimalsOf', () => {
  it.each([
    [1, 0],
    [64, 0],
    [0.5, 1],
    [0.05, 2],
  ])('of %d is %d', (step, decimals) => {
    expect(decimalsOf(step)).toBe(decimals);
  });
});
