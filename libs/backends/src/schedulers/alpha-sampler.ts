import { valueAt } from '../numerics/float32-vector.js';
import { diffuse } from './alpha-space.js';
import type { Sampler, StepInput, StepResult } from './sampler.js';

/** What the samplers share that work on ᾱ of whole timesteps, with x = √ᾱ·x₀ + √(1 − ᾱ)·ε. */
export abstract class AlphaSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly order = 1;
  readonly #alphas: Float32Array;
  readonly #finalAlpha: number;

  /**
   * @param alphas ᾱ of each training timestep
   * @param finalAlpha ᾱ after the last step
   */
  constructor(timesteps: readonly number[], alphas: Float32Array, finalAlpha: number) {
    this.timesteps = timesteps;
    this.#alphas = alphas;
    this.#finalAlpha = finalAlpha;
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    return diffuse(original, noise, this.alphaAt(this.timestepAt(index)));
  }

  abstract step(input: StepInput): StepResult;

  protected timestepAt(index: number): number {
    return valueAt(this.timesteps, index);
  }

  /** ᾱ of a timestep; of those below 0, where a run ends, the final one. */
  protected alphaAt(timestep: number): number {
    return timestep >= 0 ? valueAt(this.#alphas, timestep) : this.#finalAlpha;
  }
}
