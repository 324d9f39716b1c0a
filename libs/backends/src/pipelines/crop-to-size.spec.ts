import { describe, expect, it } from 'vitest';
import { cropToSize } from './crop-to-size.js';

/** The value of each place is its column, in the second channel its row. */
function ramps(width: number, height: number) {
  const places = Array.from({ length: width * height }, (_, i) => i);
  const data = Float32Array.from([
    ...places.map((i) => i % width),
    ...places.map((i) => Math.floor(i / width)),
  ]);
  return { data, channels: 2, width, height };
}

describe('cropToSize', () => {
  it('leaves a picture of that size alone', () => {
    const image = ramps(4, 3);
    expect(cropToSize(image, { width: 4, height: 3 })).toBe(image);
  });

  it('covers the size and takes the middle', () => {
    // Three times as large: 12 × 9 pixels, of which the columns 1 to 9 are kept.
    const { data, ...size } = cropToSize(ramps(4, 3), { width: 9, height: 9 });
    expect(size).toEqual({ channels: 2, width: 9, height: 9 });
    const first = [0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3, 2, 7 / 3, 8 / 3];
    for (const [i, value] of first.entries()) expect(data[i]).toBeCloseTo(value);
    const rows = Array.from({ length: 9 }, (_, y) => data[81 + y * 9]!);
    for (const [y, value] of [0, 0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3, 2, 2].entries()) {
      expect(rows[y]).toBeCloseTo(value);
    }
  });
});
