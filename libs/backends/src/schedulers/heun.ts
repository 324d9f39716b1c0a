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

interface Predictor {
  readonly sample: Float32Array;
  readonly derivative: Float32Array;
  readonly dt: number;
}

/**
 * Heun's method (Karras et al. 2022, algorithm 1): each step but the last asks the denoiser twice, so that
 * n steps make 2n − 1 calls. `timesteps` and `sigmas` have one entry per call.
 */
class HeunSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma: number;
  readonly order = 2;
  readonly #prediction: PredictionType;
  #predictor: Predictor | undefined;

  constructor(schedule: EulerSchedule, prediction: PredictionType) {
    this.timesteps = schedule.timesteps.flatMap(twice);
    this.sigmas = Float32Array.from([...[...schedule.sigmas].slice(0, -1).flatMap(twice), 0]);
    this.initNoiseSigma = schedule.initNoiseSigma;
    this.#prediction = prediction;
  }

  scaleModelInput(sample: Float32Array, index: number): Float32Array {
    return scaleToUnitVariance(sample, valueAt(this.sigmas, index));
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    return weightedSum([1, original], [valueAt(this.sigmas, index), noise]);
  }

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const sigma = valueAt(this.sigmas, index);
    const denoised = denoisedInSigmaSpace(this.#prediction, sample, modelOutput, sigma);
    const derivative = divide(weightedSum([1, sample], [-1, denoised]), sigma);
    if (this.#predictor === undefined) {
      const dt = f(valueAt(this.sigmas, index + 1) - sigma);
      this.#predictor = { sample, derivative, dt };
      return { sample: weightedSum([1, sample], [dt, derivative]), denoised };
    }
    const { sample: start, derivative: first, dt } = this.#predictor;
    this.#predictor = undefined;
    const mean = divide(weightedSum([1, first], [1, derivative]), 2);
    return { sample: weightedSum([1, start], [dt, mean]), denoised };
  }
}

/** One entry per call: every level but the first is visited twice. */
function twice(value: number, index: number): readonly number[] {
  return index === 0 ? [value] : [value, value];
}

/** @see HeunSampler */
export const createHeun: SamplerFactory = (config, { steps }) =>
  new HeunSampler(eulerSchedule(config, steps), readPredictionType(config));
