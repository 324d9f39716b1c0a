import { describe, expect, it } from 'vitest';
import { blendPixels } from './blend-pixels.js';
import { fillMasked } from './fill-masked.js';
import { maskRegion } from './mask-region.js';
import type { Pixels } from './pixels.js';
import { resizePixels } from './resize-mode.js';

function plain(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Pixels {
  const values = Array.from({ length: width * height }, (_, i) => colour(i % width, Math.floor(i / width)));
  return { data: Uint8Array.from(values.flat()), width, height, channels: values[0]!.length === 3 ? 3 : 1 };
}

/** A pixel of the tenth row of a picture 20 pixels wide. */
const column = ({ data }: Pixels, x: number) => [...data.subarray((10 * 20 + x) * 3, (10 * 20 + x) * 3 + 3)];

/** White where the square is. */
const mask = (left: number, top: number, size: number) =>
  plain(100, 50, (x, y) => [x >= left && x < left + size && y >= top && y < top + size ? 255 : 0]);

describe('maskRegion', () => {
  const target = { width: 64, height: 64 };

  it.each([
    [40, 20, 10, 4, { left: 36, top: 16, width: 18, height: 18 }],
    [0, 0, 10, 4, { left: 0, top: 0, width: 18, height: 18 }],
    [90, 40, 10, 4, { left: 82, top: 32, width: 18, height: 18 }],
    [40, 20, 10, 64, { left: 0, top: 0, width: 100, height: 50 }],
  ])(
    'around %i, %i of size %i with %i pixels is a square as far as there is room',
    (left, top, size, pad, box) => {
      expect(maskRegion(mask(left, top, size), pad, target)).toEqual(box);
    },
  );

  it('has the proportions of the picture to make', () => {
    expect(maskRegion(mask(40, 20, 10), 0, { width: 128, height: 64 })).toEqual({
      left: 35,
      top: 20,
      width: 20,
      height: 10,
    });
  });

  it('of nothing is none', () => {
    expect(maskRegion(mask(0, 0, 0), 4, target)).toBeUndefined();
  });
});

describe('resizePixels', () => {
  const halves = plain(40, 20, (x) => (x < 20 ? [255, 0, 0] : [0, 0, 255]));
  const size = { width: 20, height: 20 };

  it('leaves what has the size alone', async () => {
    expect(await resizePixels(halves, halves, 'crop')).toBe(halves);
  });

  it('cuts around the middle', async () => {
    const wide = plain(60, 20, (x) => (x < 20 || x >= 40 ? [255, 0, 0] : [0, 0, 255]));
    const cropped = await resizePixels(wide, size, 'crop');
    expect([column(cropped, 0), column(cropped, 19)]).toEqual([
      [0, 0, 255],
      [0, 0, 255],
    ]);
  });

  it('repeats the edges where something is missing', async () => {
    const filled = await resizePixels(
      plain(40, 20, (_, y) => [0, y < 10 ? 200 : 100, 0]),
      size,
      'fill',
    );
    expect([filled.data[1], filled.data[(19 * 20 + 5) * 3 + 1]]).toEqual([200, 100]);
    expect([filled.width, filled.height]).toEqual([20, 20]);
  });

  it('keeps a mask a mask', async () => {
    const resized = await resizePixels(
      plain(10, 10, (x) => [x < 5 ? 255 : 0]),
      size,
      'stretch',
    );
    expect(resized).toMatchObject({ channels: 1, width: 20, height: 20 });
    expect([resized.data[0], resized.data[19]]).toEqual([255, 0]);
  });
});

it('fillMasked paints in the colours around, and nothing else', async () => {
  const picture = plain(64, 64, (x) => (x < 32 ? [200, 40, 0] : [0, 40, 200]));
  const covered = plain(64, 64, (x, y) => [x > 8 && x < 56 && y > 16 && y < 48 ? 255 : 0]);
  const secret = {
    ...picture,
    data: picture.data.map((v, i) => (covered.data[Math.floor(i / 3)] ? 255 : v)),
  };
  const filled = await fillMasked(secret, covered);
  const at = (x: number, y: number) => [...filled.data.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3)];
  expect(at(2, 2)).toEqual([200, 40, 0]);
  const [[leftRed = 0, leftGreen = 0], [rightRed = 0]] = [at(10, 32), at(54, 32)];
  expect(leftRed).toBeGreaterThan(rightRed + 60);
  expect(Math.abs(leftGreen - 40)).toBeLessThan(8);
});

it('blendPixels mixes by the mask', () => {
  const base = plain(4, 1, () => [0, 0, 0]);
  const painted = plain(2, 1, () => [200, 100, 50]);
  const shares = plain(4, 1, (x) => [[0, 255, 51, 255][x]!]);
  const { data } = blendPixels(base, painted, shares, { left: 1, top: 0, width: 2, height: 1 });
  expect([...data]).toEqual([0, 0, 0, 200, 100, 50, 40, 20, 10, 0, 0, 0]);
});
