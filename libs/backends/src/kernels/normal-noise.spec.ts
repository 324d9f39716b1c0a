import { expect, it } from 'vitest';
import { Mt19937 } from '../noise/mt19937.js';
import { fma } from '../numerics/fma.js';
import { loadKernel } from './load-kernel.js';
import NORMAL_NOISE from './normal-noise.wasm.js';

const f = Math.fround;
const kernel = loadKernel<{ fma(): void }>(NORMAL_NOISE);
const memory = new Float32Array(kernel.memory.buffer);

/** Four times `a * b + c` at once. */
function fourSums(values: readonly (readonly number[])[]): readonly number[] {
  for (const [lane, value] of values.entries())
    for (const [i, x] of value.entries()) memory[i * 4 + lane] = x;
  kernel.fma();
  return [...memory.subarray(12, 16)];
}

/** A number of 24 bits with its sign. */
function wholeOf(random: Mt19937): number {
  const word = random.nextUint32();
  return (word & 0xff_ffff) * (word >>> 31 === 1 ? -1 : 1);
}

it('rounds sums once, ties by what the exact sum has beyond them', () => {
  // a · b = 2^-24 − 2^-70: in double precision the sum is the tie between 1 + 2^-23 and 1 + 2^-22.
  const [a, b, c] = [f(2 ** -12 * (1 + 2 ** -23)), f(2 ** -12 * (1 - 2 ** -23)), f(1 + 2 ** -23)];
  const half = f(2 ** -12);
  const sums = fourSums([
    [a, b, c],
    [-a, b, -c],
    [half, half, 1],
    [half, half, c],
  ]);
  expect(sums).toEqual([1 + 2 ** -23, -1 - 2 ** -23, 1, 1 + 2 ** -22]);
});

it('agrees with the sums that are worked out one by one', () => {
  const random = new Mt19937(7n);
  for (let i = 0; i < 20_000; i++) {
    const values = Array.from({ length: 4 }, (_, lane) => [
      f(wholeOf(random) * 2 ** -30),
      f(wholeOf(random) * 2 ** -30),
      f(wholeOf(random) * 2 ** (((i + lane) % 40) - 60)),
    ]);
    expect(fourSums(values)).toEqual(values.map(([a, b, c]) => fma(a!, b!, c!)));
  }
});
