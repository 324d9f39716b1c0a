import { divide, valueAt, weightedSum } from '../numerics/float32-vector.js';
import type { EulerSchedule } from './euler-schedule.js';
import type { PredictionType, Sampler, StepInput, StepResult } from './sampler.js';
import { denoisedInSigmaSpace, scaleToUnitVariance } from './sigma-space.js';

/** A direction in which to step, and the clean latents that it leads to. */
interface Slope {
  /** dx/dσ */
  readonly derivative: Float32Array;
  readonly denoised: Float32Array;
}

/** What the samplers share that integrate dx/dσ = (x − x₀)/σ (Karras et al. 2022, eq. 3). */
export abstract class SigmaSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma: number;
  abstract readonly order: number;
  readonly #prediction: PredictionType;

  constructor({ timesteps, sigmas, initNoiseSigma }: EulerSchedule, prediction: PredictionType) {
    this.timesteps = timesteps;
    this.sigmas = sigmas;
    this.initNoiseSigma = initNoiseSigma;
    this.#prediction = prediction;
  }

  scaleModelInput(sample: Float32Array, index: number): Float32Array {
    return scaleToUnitVariance(sample, this.sigmaAt(index));
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    return weightedSum([1, original], [this.sigmaAt(index), noise]);
  }

  abstract step(input: StepInput): StepResult;

  /** Noise level before call `index`. */
  protected sigmaAt(index: number): number {
    return valueAt(this.sigmas, index);
  }

  protected slope(sample: Float32Array, modelOutput: Float32Array, sigma: number): Slope {
    const denoised = denoisedInSigmaSpace(this.#prediction, sample, modelOutput, sigma);
    return { derivative: divide(weightedSum([1, sample], [-1, denoised]), sigma), denoised };
  }
}
