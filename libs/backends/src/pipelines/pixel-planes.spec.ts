import { expect, it } from 'vitest';
import { toPixels } from './pixel-planes.js';

const f = Math.fround;

/** The same one by one; a clamped array rounds ties to even. */
function onePixelAfterTheOther(data: Float32Array): Uint8Array {
  const places = data.length / 3;
  const bytes = new Uint8ClampedArray(data.length);
  for (const [i, value] of data.entries()) {
    bytes[(i % places) * 3 + Math.floor(i / places)] = f(f(value * 0.5 + 0.5) * 255);
  }
  return new Uint8Array(bytes.buffer);
}

it.each([1, 15, 16, 17, 4095, 4097, 10_000])('turns planes of %d places into pixels', (places) => {
  const data = Float32Array.from({ length: places * 3 }, (_, i) => Math.sin(i * 0.37) * 1.2);
  expect(toPixels({ data })).toEqual(onePixelAfterTheOther(data));
});

it('rounds halves to even, and clamps what is beyond', () => {
  const halves = Array.from({ length: 256 }, (_, i) => f(((i + 0.5) / 255) * 2 - 1));
  const beyond = [NaN, Infinity, -Infinity, 1e30, -1e30, 1, -1, -0];
  const data = Float32Array.from([...halves, ...beyond]);
  expect(toPixels({ data })).toEqual(onePixelAfterTheOther(data));
});
