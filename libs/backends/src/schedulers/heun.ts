import { divide, weightedSum } from '../numerics/float32-vector.js';
import { eulerSchedule, type EulerSchedule } from './euler-schedule.js';
import { readPredictionType, type SamplerFactory, type StepInput, type StepResult } from './sampler.js';
import { SigmaSampler } from './sigma-sampler.js';

const f = Math.fround;

interface Predictor {
  readonly sample: Float32Array;
  readonly derivative: Float32Array;
  readonly dt: number;
}

/** Heun's method (Karras et al. 2022, algorithm 1): each step but the last asks the denoiser twice. */
class HeunSampler extends SigmaSampler {
  readonly order = 2;
  #predictor: Predictor | undefined;

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const sigma = this.sigmaAt(index);
    const { derivative, denoised } = this.slope(sample, modelOutput, sigma);
    if (this.#predictor === undefined) {
      const dt = f(this.sigmaAt(index + 1) - sigma);
      this.#predictor = { sample, derivative, dt };
      return { sample: weightedSum([1, sample], [dt, derivative]), denoised };
    }
    const { sample: start, derivative: first, dt } = this.#predictor;
    this.#predictor = undefined;
    const mean = divide(weightedSum([1, first], [1, derivative]), 2);
    return { sample: weightedSum([1, start], [dt, mean]), denoised };
  }
}

/** n steps as 2n − 1 calls: every noise level but the first is visited twice. */
export function visitTwice<Schedule extends Pick<EulerSchedule, 'timesteps' | 'sigmas'>>(
  schedule: Schedule,
): Schedule {
  const { timesteps, sigmas } = schedule;
  return {
    ...schedule,
    timesteps: timesteps.flatMap(twice),
    sigmas: Float32Array.from([...[...sigmas].slice(0, -1).flatMap(twice), 0]),
  };
}

function twice(value: number, index: number): readonly number[] {
  return index === 0 ? [value] : [value, value];
}

/** @see HeunSampler */
export const createHeun: SamplerFactory = (config, { steps }) =>
  new HeunSampler(visitTwice(eulerSchedule(config, steps, 'bounded')), readPredictionType(config));
