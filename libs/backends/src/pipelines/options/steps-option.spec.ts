import { describe, expect, it } from 'vitest';
import { stepsOption } from './steps-option.js';

const FAMILY = { min: 20, max: 50, default: 30 };

describe('stepsOption', () => {
  it.each([
    [null, 20, 50, 30],
    [{ min: 2, max: 2, default: 2 }, 2, 2, 2],
    [{ min: 10, max: 40, default: 20 }, 10, 40, 20],
    [{ min: 4, max: 12 }, 4, 12, 12],
    [{ max: 8 }, 1, 8, 8],
    [{ min: 60 }, 60, 60, 60],
    [{ default: 4 }, 1, 50, 4],
    [{ default: 80 }, 20, 80, 80],
  ])('of %j is %i to %i, default %i', (range, min, max, byDefault) => {
    expect(stepsOption(range, FAMILY)).toMatchObject({ min, max, default: byDefault });
  });
});
