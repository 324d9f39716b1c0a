import { weightedSum } from '../numerics/float32-vector.js';
import { ancestralSplit } from './ancestral-split.js';
import { eulerSchedule } from './euler-schedule.js';
import { readPredictionType, type SamplerFactory, type StepInput, type StepResult } from './sampler.js';
import { SigmaSampler } from './sigma-sampler.js';

const f = Math.fround;

/** Euler's method with fresh noise after every step (k-diffusion's `sample_euler_ancestral`). */
class EulerAncestralSampler extends SigmaSampler {
  readonly order = 1;

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const from = this.sigmaAt(index);
    const to = this.sigmaAt(index + 1);
    const { derivative, denoised } = this.slope(sample, modelOutput, from);

    const { down, up } = ancestralSplit(from, to);
    // The last step draws too, though it adds none of it: the stream stays that of diffusers.
    const fresh = noise.randn(sample.length);
    return { sample: weightedSum([1, sample], [f(down - from), derivative], [up, fresh]), denoised };
  }
}

/** @see EulerAncestralSampler */
export const createEulerAncestral: SamplerFactory = (config, { steps }) =>
  new EulerAncestralSampler(eulerSchedule(config, steps), readPredictionType(config));
