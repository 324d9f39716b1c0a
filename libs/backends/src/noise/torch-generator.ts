import { BLOCK, boxMuller } from './box-muller.js';
import { Mt19937 } from './mt19937.js';
import type { NoiseSource } from './noise-source.js';

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
    this.#engine.fillUniform(data);
    boxMuller(data.subarray(0, length - (length % BLOCK)));
    if (length % BLOCK !== 0) {
      // torch draws the last 16 values anew, overwriting a part of the block before.
      const tail = data.subarray(length - BLOCK);
      this.#engine.fillUniform(tail);
      boxMuller(tail);
    }
    return data;
  }
}
