import { describe, expect, it } from 'vitest';
import { solveLinear } from './solve-linear.js';

describe('solveLinear', () => {
  it('solves a system whose first pivot is 0', () => {
    const matrix = [
      [0, 2, 1],
      [1, -1, 0],
      [3, 0, -2],
    ];
    const solution = solveLinear(matrix, [7, -1, -3]);
    [1, 2, 3].forEach((value, i) => expect(solution[i]).toBeCloseTo(value, 12));
  });
});
