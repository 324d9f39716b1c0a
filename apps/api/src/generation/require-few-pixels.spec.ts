import { describe, expect, it } from 'vitest';
import { requireFewPixels } from './require-few-pixels.js';

const SIZE = { width: 512, height: 512 };
const HIRES = { enable_hr: true, hr_scale: 2 };

function faultOf(parameters: Parameters<typeof requireFewPixels>[0], maxPixels: number): unknown {
  try {
    requireFewPixels(parameters, maxPixels);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('requireFewPixels', () => {
  it.each([SIZE, { ...SIZE, ...HIRES, enable_hr: false }, { prompt: 'no size' }])(
    'lets %j pass',
    (parameters) => {
      expect(faultOf(parameters, 512 * 512)).toBeUndefined();
    },
  );

  it('names the width, or the scale of hires fix', () => {
    expect(faultOf(SIZE, 1000)).toMatchObject({ errors: [{ field: 'width', code: 'out-of-range' }] });
    expect(faultOf({ ...SIZE, ...HIRES }, 1024 * 1024)).toBeUndefined();
    expect(faultOf({ ...SIZE, ...HIRES }, 512 * 512)).toMatchObject({
      errors: [
        { field: 'hr_scale', value: 2, message: expect.stringContaining('are 1048576 pixels') as string },
      ],
    });
  });
});
