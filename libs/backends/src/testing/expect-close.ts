import { expect } from 'vitest';

/** Holds every value to within `relative` of the largest expected magnitude. */
export function expectClose(actual: ArrayLike<number>, expected: readonly number[], relative: number): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, i) => Math.abs((actual[i] ?? NaN) - value)));
  expect(worst).toBeLessThanOrEqual(largest * relative);
}
