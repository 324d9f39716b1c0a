import { divide, scale, weightedSum } from '../numerics/float32-vector.js';
import { FlowMatchSampler } from './flow-match-sampler.js';
import { flowMatchSchedule } from './flow-match-schedule.js';
import { visitTwice } from './heun.js';
import type { SamplerFactory, StepInput, StepResult } from './sampler.js';

const f = Math.fround;

interface Predictor {
  readonly sample: Float32Array;
  readonly derivative: Float32Array;
  readonly dt: number;
}

/**
 * Heun's method on a rectified flow: each step but the last asks the denoiser twice. diffusers' class knows
 * the static shift alone; here the schedule is that of Flow Euler, dynamic shift and spreads included.
 */
class FlowMatchHeunSampler extends FlowMatchSampler {
  readonly order = 2;
  #predictor: Predictor | undefined;

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const sigma = this.sigmaAt(index);
    const denoised = weightedSum([1, sample], [-sigma, modelOutput]);
    // The velocity, with the roundings of diffusers, which goes through x₀.
    const derivative = divide(weightedSum([1, sample], [-1, denoised]), sigma);
    if (this.#predictor === undefined) {
      const dt = f(this.sigmaAt(index + 1) - sigma);
      this.#predictor = { sample, derivative, dt };
      return { sample: weightedSum([1, sample], [dt, derivative]), denoised };
    }
    const { sample: start, derivative: first, dt } = this.#predictor;
    this.#predictor = undefined;
    const mean = scale(weightedSum([1, first], [1, derivative]), 0.5);
    return { sample: weightedSum([1, start], [dt, mean]), denoised };
  }
}

/** @see FlowMatchHeunSampler */
export const createFlowMatchHeun: SamplerFactory = (config, run) =>
  new FlowMatchHeunSampler(visitTwice(flowMatchSchedule(config, run)));
