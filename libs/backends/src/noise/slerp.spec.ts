import { describe, expect, it } from 'vitest';
import { slerp } from './slerp.js';
import { startNoise } from './start-noise.js';
import { TorchGenerator } from './torch-generator.js';
import { VariedNoise } from './varied-noise.js';

/** Two rows of two: the left columns are (1, 0) and (0, 2), the right ones alike. */
const SIZE = { width: 2, height: 2 };
const FROM = Float32Array.of(1, 3, 0, 4);
const TO = Float32Array.of(0, 3, 2, 4);

const planes = (plane: Float32Array) => Float32Array.of(...plane, ...plane.map((value) => -value));

const varied = (strength: number) =>
  new VariedNoise(new TorchGenerator(1n), { source: new TorchGenerator(2n), strength });

const deviation = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

describe('slerp', () => {
  it('goes along the arc, column by column', () => {
    const half = slerp(FROM, TO, 0.5, SIZE);
    expect(half[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(half[2]).toBeCloseTo(2 * Math.SQRT1_2, 6);
    const third = slerp(FROM, TO, 1 / 3, SIZE);
    expect(third[0]).toBeCloseTo(Math.cos(Math.PI / 6), 6);
    expect(third[2]).toBeCloseTo(2 * Math.sin(Math.PI / 6), 6);
  });

  it('leaves columns that agree as they are', () => {
    const half = slerp(FROM, TO, 0.5, SIZE);
    expect([half[1], half[3]]).toEqual([3, 4]);
  });

  it('is one noise at 0 and the other at 1', () => {
    expect(slerp(FROM, TO, 0, SIZE)).toEqual(FROM);
    const all = slerp(FROM, TO, 1, SIZE);
    expect([...all].map((value) => Number(value.toFixed(6)))).toEqual([...TO]);
  });

  it('treats each plane alone', () => {
    const both = slerp(planes(FROM), planes(TO), 0.3, SIZE);
    expect(both.slice(0, 4)).toEqual(slerp(FROM, TO, 0.3, SIZE));
    expect(both.slice(4)).toEqual(both.slice(0, 4).map((value) => -value));
  });
});

describe('a varied noise', () => {
  const shape = { channels: 4, width: 8, height: 8 };

  it('mixes into the start, and leaves the noise of the steps alone', () => {
    const plain = new TorchGenerator(1n);
    const noise = varied(0.3);
    expect(startNoise(noise, shape)).not.toEqual(startNoise(plain, shape));
    expect(noise.randn(256)).toEqual(plain.randn(256));
  });

  it('stays as strong as noise is', () => {
    expect(deviation(startNoise(varied(0.5), shape))).toBeGreaterThan(0.9);
    expect(deviation(startNoise(varied(0.5), shape))).toBeLessThan(1.1);
  });

  it('is the other seed at full strength', () => {
    const full = startNoise(varied(1), shape);
    const other = startNoise(new TorchGenerator(2n), shape);
    expect(Math.max(...full.map((value, i) => Math.abs(value - other[i]!)))).toBeLessThan(1e-6);
  });
});
