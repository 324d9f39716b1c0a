import { weightedSum } from '../numerics/float32-vector.js';
import { FlowMatchSampler } from './flow-match-sampler.js';
import { flowMatchSchedule, type FlowMatchSchedule } from './flow-match-schedule.js';
import type { SamplerFactory, StepInput, StepResult } from './sampler.js';

const f = Math.fround;

/** Euler's method on a rectified flow (Esser et al. 2024), as SD 3, FLUX and Sana run it. */
class FlowMatchEulerSampler extends FlowMatchSampler {
  readonly order = 1;
  readonly #isStochastic: boolean;

  constructor(schedule: FlowMatchSchedule, isStochastic: boolean) {
    super(schedule);
    this.#isStochastic = isStochastic;
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const sigma = this.sigmaAt(index);
    const denoise = () => weightedSum([1, sample], [-sigma, modelOutput]);
    if (this.#isStochastic) {
      const denoised = denoise();
      const fresh = noise.randn(sample.length);
      const to = this.sigmaAt(index + 1);
      return { sample: weightedSum([f(1 - to), denoised], [to, fresh]), denoised };
    }
    const dt = f(this.sigmaAt(index + 1) - sigma);
    return {
      sample: weightedSum([1, sample], [dt, modelOutput]),
      // Only previews need it.
      get denoised() {
        return denoise();
      },
    };
  }
}

/** With `stochastic_sampling` each step goes to x₀ and back with fresh noise. @see FlowMatchEulerSampler */
export const createFlowMatchEuler: SamplerFactory = (config, run) =>
  new FlowMatchEulerSampler(flowMatchSchedule(config, run), config.boolean('stochastic_sampling', false));
