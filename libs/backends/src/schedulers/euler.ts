import { weightedSum } from '../numerics/float32-vector.js';
import { eulerSchedule, type EulerSchedule } from './euler-schedule.js';
import { readPredictionType, type PredictionType, type SamplerFactory } from './sampler.js';
import type { StepInput, StepResult } from './sampler.js';
import { SigmaSampler } from './sigma-sampler.js';

const f = Math.fround;

/** Noise put back before each step (Karras et al. 2022, algorithm 2). */
export interface Churn {
  /** Of all steps together; 0 for none. */
  readonly amount: number;
  readonly noiseScale: number;
}

/** Euler's method on the probability flow (Karras et al. 2022, algorithm 2 without its correction). */
export class EulerSampler extends SigmaSampler {
  readonly order = 1;
  readonly #churn: Churn;

  constructor(
    schedule: EulerSchedule,
    prediction: PredictionType,
    churn: Churn = { amount: 0, noiseScale: 1 },
  ) {
    super(schedule, prediction);
    this.#churn = churn;
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const sigma = this.sigmaAt(index);
    const gamma = Math.min(this.#churn.amount / this.timesteps.length, Math.SQRT2 - 1);
    const sigmaHat = f(sigma * f(gamma + 1));
    let from = sample;
    if (gamma > 0) {
      const added = f(Math.sqrt(f(f(sigmaHat * sigmaHat) - f(sigma * sigma))));
      from = weightedSum([1, sample], [added * this.#churn.noiseScale, noise.randn(sample.length)]);
    }
    const { derivative, denoised } = this.slope(from, modelOutput, sigmaHat);
    const dt = f(this.sigmaAt(index + 1) - sigmaHat);
    return { sample: weightedSum([1, from], [dt, derivative]), denoised };
  }
}

/** @see EulerSampler */
export const createEuler: SamplerFactory = (config, { steps }) =>
  new EulerSampler(eulerSchedule(config, steps), readPredictionType(config));
