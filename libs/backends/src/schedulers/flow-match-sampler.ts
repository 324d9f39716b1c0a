import { valueAt, weightedSum } from '../numerics/float32-vector.js';
import type { FlowMatchSchedule } from './flow-match-schedule.js';
import type { Sampler, StepInput, StepResult } from './sampler.js';

const f = Math.fround;

/**
 * What the samplers of rectified flows share (Liu et al. 2022): the denoiser's output is the velocity
 * v = ε − x₀ of the straight way x = (1 − σ)·x₀ + σ·ε.
 */
export abstract class FlowMatchSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma = 1;
  abstract readonly order: number;

  constructor({ timesteps, sigmas }: FlowMatchSchedule) {
    this.timesteps = timesteps;
    this.sigmas = sigmas;
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    const sigma = this.sigmaAt(index);
    return weightedSum([sigma, noise], [f(1 - sigma), original]);
  }

  abstract step(input: StepInput): StepResult;

  /** Noise level before call `index`. */
  protected sigmaAt(index: number): number {
    return valueAt(this.sigmas, index);
  }
}
