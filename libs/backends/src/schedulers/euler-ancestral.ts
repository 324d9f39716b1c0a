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

/** Euler's method with fresh noise after every step (k-diffusion's `sample_euler_ancestral`). */
class EulerAncestralSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma: number;
  readonly order = 1;
  readonly #prediction: PredictionType;

  constructor(schedule: EulerSchedule, prediction: PredictionType) {
    this.timesteps = schedule.timesteps;
    this.sigmas = schedule.sigmas;
    this.initNoiseSigma = schedule.initNoiseSigma;
    this.#prediction = prediction;
  }

  scaleModelInput(sample: Float32Array, index: number): Float32Array {
    return scaleToUnitVariance(sample, valueAt(this.sigmas, index));
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    return weightedSum([1, original], [valueAt(this.sigmas, index), noise]);
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const from = valueAt(this.sigmas, index);
    const to = valueAt(this.sigmas, index + 1);
    const denoised = denoisedInSigmaSpace(this.#prediction, sample, modelOutput, from);
    const derivative = divide(weightedSum([1, sample], [-1, denoised]), from);

    const fromSquared = f(from * from);
    const toSquared = f(to * to);
    const up = f(Math.sqrt(f(f(toSquared * f(fromSquared - toSquared)) / fromSquared)));
    const down = f(Math.sqrt(f(toSquared - f(up * up))));
    // The last step draws too, though it adds none of it: the stream stays that of diffusers.
    const fresh = noise.randn(sample.length);
    return { sample: weightedSum([1, sample], [f(down - from), derivative], [up, fresh]), denoised };
  }
}

/** @see EulerAncestralSampler */
export const createEulerAncestral: SamplerFactory = (config, { steps }) =>
  new EulerAncestralSampler(eulerSchedule(config, steps), readPredictionType(config));
