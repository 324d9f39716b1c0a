import { divide, valueAt, weightedSum } from '../float32/vector.js';
import { eulerSchedule, type EulerSchedule } from './euler-schedule.js';
import {
  readPredictionType,
  type PredictionType,
  type Sampler,
  type StepInput,
  type StepResult,
} from './sampler.js';
import type { SamplerFactory } from './sampler.js';
import { denoisedInSigmaSpace, scaleToUnitVariance } from './sigma-space.js';

const f = Math.fround;

/** Noise put back before each step (Karras et al. 2022, algorithm 2). */
export interface Churn {
  /** Of all steps together; 0 for none. */
  readonly amount: number;
  readonly noiseScale: number;
}

/** Euler's method on the probability flow (Karras et al. 2022, algorithm 2 without its correction). */
export class EulerSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma: number;
  readonly order = 1;
  readonly #prediction: PredictionType;
  readonly #churn: Churn;

  constructor(
    schedule: EulerSchedule,
    prediction: PredictionType,
    churn: Churn = { amount: 0, noiseScale: 1 },
  ) {
    this.timesteps = schedule.timesteps;
    this.sigmas = schedule.sigmas;
    this.initNoiseSigma = schedule.initNoiseSigma;
    this.#prediction = prediction;
    this.#churn = churn;
  }

  scaleModelInput(sample: Float32Array, index: number): Float32Array {
    return scaleToUnitVariance(sample, valueAt(this.sigmas, index));
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    return weightedSum([1, original], [valueAt(this.sigmas, index), noise]);
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const sigma = valueAt(this.sigmas, index);
    const gamma = Math.min(this.#churn.amount / this.timesteps.length, Math.SQRT2 - 1);
    const sigmaHat = f(sigma * f(gamma + 1));
    let from = sample;
    if (gamma > 0) {
      const added = f(Math.sqrt(f(f(sigmaHat * sigmaHat) - f(sigma * sigma))));
      from = weightedSum([1, sample], [added * this.#churn.noiseScale, noise.randn(sample.length)]);
    }
    const denoised = denoisedInSigmaSpace(this.#prediction, from, modelOutput, sigmaHat);
    const derivative = divide(weightedSum([1, from], [-1, denoised]), sigmaHat);
    const dt = f(valueAt(this.sigmas, index + 1) - sigmaHat);
    return { sample: weightedSum([1, from], [dt, derivative]), denoised };
  }
}

/** @see EulerSampler */
export const createEuler: SamplerFactory = (config, { steps }) =>
  new EulerSampler(eulerSchedule(config, steps), readPredictionType(config));
