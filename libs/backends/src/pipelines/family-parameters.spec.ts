import { describe, expect, it } from 'vitest';
import { comparesPrompts, readFamilyParameters } from './family-parameters.js';

describe('readFamilyParameters', () => {
  it('leaves out what a model does not have', () => {
    const { microConditioning, ...others } = readFamilyParameters({ prompt: 'a cube', steps: 4 });
    expect(Object.values(others).every((value) => value === undefined)).toBe(true);
    expect(microConditioning).toEqual({ cropTopLeft: [0, 0] });
  });

  it('reads sizes with the vertical first, and an original size only whole', () => {
    const crop = { crop_top: 8, crop_left: 16 };
    expect(readFamilyParameters({ ...crop, original_width: 640, original_height: 480 })).toMatchObject({
      microConditioning: { cropTopLeft: [8, 16], originalSize: [480, 640] },
    });
    expect(readFamilyParameters({ ...crop, original_width: 640, original_height: 0 })).toMatchObject({
      microConditioning: { cropTopLeft: [8, 16] },
    });
  });
});

it('compares prompts by the true scale where a model has one', () => {
  expect(comparesPrompts({ guidanceScale: 7.5 })).toBe(true);
  expect(comparesPrompts({ guidanceScale: 1 })).toBe(false);
  expect(comparesPrompts({ guidanceScale: 3.5, trueCfgScale: 1 })).toBe(false);
  expect(comparesPrompts({ guidanceScale: 1, trueCfgScale: 2 })).toBe(true);
});
