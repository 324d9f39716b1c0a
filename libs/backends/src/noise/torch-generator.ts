import { logFloat32, sinCosFloat32 } from './cephes-float32.js';
import { Mt19937 } from './mt19937.js';
import type { NoiseSource } from './noise-source.js';

const f = Math.fround;
const TWO_PI = f(2 * Math.PI);
const BLOCK = 16;

/**
 * `torch.Generator('cpu')`: the same seed gives the same float32 noise, bit by bit, as torch on x86-64
 * with AVX2 (and nearly the same as torch elsewhere).
 */
export class TorchGenerator implements NoiseSource {
  readonly #engine: Mt19937;
  /** The scalar path makes values in pairs and keeps the second, also between calls. */
  #cached: number | undefined;

  /** @param seed any integer; only the low 32 bits count, as in torch */
  constructor(seed: bigint) {
    this.#engine = new Mt19937(seed);
  }

  /** `torch.randn(length)` in float32. */
  randn(length: number): Float32Array {
    return length < BLOCK ? this.#randnScalar(length) : this.#randnBlocks(length);
  }

  #randnScalar(length: number): Float32Array {
    return Float32Array.from({ length }, () => this.#nextNormal());
  }

  /** Box-Muller in double precision. */
  #nextNormal(): number {
    if (this.#cached !== undefined) {
      const value = this.#cached;
      this.#cached = undefined;
      return value;
    }
    const u1 = this.#engine.nextDouble();
    const u2 = this.#engine.nextDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-u2));
    const theta = 2 * Math.PI * u1;
    this.#cached = radius * Math.sin(theta);
    return radius * Math.cos(theta);
  }

  #randnBlocks(length: number): Float32Array {
    const data = new Float32Array(length);
    this.#fillUniform(data);
    for (let start = 0; start + BLOCK <= length; start += BLOCK) {
      boxMuller(data.subarray(start, start + BLOCK));
    }
    if (length % BLOCK !== 0) {
      // torch draws the last 16 values anew, overwriting a part of the block before.
      const tail = data.subarray(length - BLOCK);
      this.#fillUniform(tail);
      boxMuller(tail);
    }
    return data;
  }

  #fillUniform(data: Float32Array): void {
    for (let i = 0; i < data.length; i++) data[i] = this.#engine.nextFloat32();
  }
}

/** Turns 16 uniform values into normal ones: value j and j + 8 make a pair. */
function boxMuller(block: Float32Array): void {
  for (let j = 0; j < BLOCK / 2; j++) {
    const u1 = f(1 - (block[j] ?? 0));
    const u2 = block[j + BLOCK / 2] ?? 0;
    const radius = f(Math.sqrt(f(-2 * logFloat32(u1))));
    const { sin, cos } = sinCosFloat32(f(TWO_PI * u2));
    block[j] = radius * cos;
    block[j + BLOCK / 2] = radius * sin;
  }
}
