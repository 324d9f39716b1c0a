import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readOracle } from '../testing/read-oracle.js';
import { PhiloxGenerator } from './philox.js';

interface Stream {
  readonly seed: string;
  readonly calls: readonly {
    readonly shape: readonly number[];
    readonly sha256: string;
    readonly first: readonly number[];
  }[];
}

const { nv_philox: streams } = readOracle('rng.json') as { nv_philox: readonly Stream[] };
const sha256 = (data: Float32Array) => createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');

describe('PhiloxGenerator', () => {
  it.each(streams)('seed $seed draws the values of the NV noise source, bit by bit', ({ seed, calls }) => {
    const generator = new PhiloxGenerator(BigInt(seed));
    for (const { shape, sha256: expected, first } of calls) {
      const drawn = generator.randn(shape.reduce((size, length) => size * length, 1));
      expect([...drawn.subarray(0, first.length)]).toEqual(first.map(Math.fround));
      expect(sha256(drawn)).toBe(expected);
    }
  });

  it('tells seeds apart that share their low 32 bits', () => {
    const drawn = [5n, 5n + 2n ** 32n, 2n ** 64n - 1n].map((seed) => new PhiloxGenerator(seed).randn(1)[0]);
    expect(new Set(drawn).size).toBe(3);
  });
});
