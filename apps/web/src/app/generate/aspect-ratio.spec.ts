import { describe, expect, it } from 'vitest';

import type { NumberOption } from '../api/generated/models/number-option';
import { hasRatio, sizeOfRatio } from './aspect-ratio';

const edge = (max: number, step = 64): NumberOption => ({
  type: 'integer',
  label: '',
  min: 64,
  max,
  step,
  default: 512,
});

describe('aspect ratios', () => {
  it('keeps about as many pixels', () => {
    const size = sizeOfRatio(16 / 9, { width: 1024, height: 1024 }, edge(2048, 8), edge(2048, 8));
    expect(Math.abs(size.width * size.height - 1024 * 1024)).toBeLessThan(1024 * 64);
    expect(size.width / size.height).toBeCloseTo(16 / 9, 2);
  });

  it('finds the nearest size in wide steps', () => {
    const size = sizeOfRatio(4 / 3, { width: 256, height: 256 }, edge(512), edge(512));
    expect(size).toEqual({ width: 256, height: 192 });
  });

  it('holds the ratio where a side meets its limit', () => {
    const now = { width: 512, height: 512 };
    expect(sizeOfRatio(4 / 3, now, edge(512), edge(512))).toEqual({ width: 512, height: 384 });
    expect(sizeOfRatio(2 / 3, now, edge(512, 8), edge(384, 8))).toEqual({ width: 256, height: 384 });
  });

  it('takes a size in steps for the ratio that it is nearly', () => {
    expect(hasRatio({ width: 832, height: 1216 }, 2 / 3)).toBe(true);
    expect(hasRatio({ width: 512, height: 512 }, 4 / 3)).toBe(false);
  });
});
