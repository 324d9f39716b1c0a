import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHalfFloats, toHalfFloats } from '../runtime/half-float.js';
import { readOracle } from '../testing/read-oracle.js';
import { TorchGenerator } from './torch-generator.js';
import { Mt19937 } from './mt19937.js';

interface Draw {
  readonly n: number;
  readonly sha256: string;
  readonly next_randn_3: readonly number[];
}
interface RngOracle {
  readonly other_dtypes: {
    readonly seed: string;
    readonly float16_randn_32_as_float32: readonly number[];
    readonly float16_randn_40_as_float32: readonly number[];
  };
  readonly cpu: readonly {
    readonly seed: string;
    readonly mt19937_first_8_uint32: readonly number[];
    readonly rand_first_8: readonly number[];
    readonly randn: readonly Draw[];
  }[];
  readonly cpu_call_sequences: readonly {
    readonly seed: string;
    readonly calls: readonly { readonly shape: readonly number[]; readonly sha256: string }[];
  }[];
}

const oracle = readOracle('rng.json') as RngOracle;
const sha256 = (data: Float32Array) => createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');

describe.each(oracle.cpu)('torch CPU generator, seed $seed', ({ seed, ...expected }) => {
  it('draws the raw values of the Mersenne Twister', () => {
    const engine = new Mt19937(BigInt(seed));
    const drawn = expected.mt19937_first_8_uint32.map(() => engine.nextUint32());
    expect(drawn).toEqual(expected.mt19937_first_8_uint32);
  });

  it('draws uniform float32', () => {
    const engine = new Mt19937(BigInt(seed));
    const drawn = new Float32Array(expected.rand_first_8.length);
    engine.fillUniform(drawn);
    expect([...drawn]).toEqual(expected.rand_first_8.map(Math.fround));
  });

  it.each(expected.randn)('draws $n normal values, bit by bit, and goes on from there', (draw) => {
    const generator = new TorchGenerator(BigInt(seed));
    expect(sha256(generator.randn(draw.n))).toBe(draw.sha256);
    expect([...generator.randn(3)]).toEqual(draw.next_randn_3.map(Math.fround));
  });
});

describe('several draws from one generator', () => {
  it.each(oracle.cpu_call_sequences)('seed $seed, sequence %#', ({ seed, calls }) => {
    const generator = new TorchGenerator(BigInt(seed));
    for (const { shape, sha256: expected } of calls) {
      expect(sha256(generator.randn(shape.reduce((size, length) => size * length, 1)))).toBe(expected);
    }
  });
});

describe('noise for float16', () => {
  const { seed, ...half } = oracle.other_dtypes;
  const cast = (length: number) =>
    fromHalfFloats(toHalfFloats(new TorchGenerator(BigInt(seed)).randn(length)));

  it('is that for float32, rounded', () => {
    expect([...cast(32)]).toEqual(half.float16_randn_32_as_float32.map(Math.fround));
  });

  // torch draws the last sixteen again then, from other bits. Latents have a multiple of sixteen values.
  it('differs from torch in the last sixteen of a length that they do not divide', () => {
    const [ours, theirs] = [[...cast(40)], half.float16_randn_40_as_float32.map(Math.fround)];
    expect(ours.slice(0, 24)).toEqual(theirs.slice(0, 24));
  });
});
