import { scale, valueAt, weightedSum } from '../numerics/float32-vector.js';
import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { AlphaSampler } from './alpha-sampler.js';
import { clipDenoised, decompose, sqrtFloat32 } from './alpha-space.js';
import { roundHalfEven } from '../numerics/round-half-even.js';
import { readPredictionType, type PredictionType, type SamplerFactory } from './sampler.js';
import type { SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { readSpacing, spacedTimesteps } from './timestep-spacing.js';

const f = Math.fround;

/** Denoising diffusion implicit models (Song et al. 2020, eq. 12). */
class DdimSampler extends AlphaSampler {
  readonly #stride: number;
  readonly #prediction: PredictionType;
  readonly #clipRange: number | undefined;
  readonly #eta: number;

  constructor(config: SchedulerConfig, { steps, eta = 0 }: SamplerRun) {
    const alphas = alphasCumprod(config, LINEAR_BETAS, 'exact');
    const timesteps = spacedTimesteps(config, steps, readSpacing(config, 'leading')).map(roundHalfEven);
    super(timesteps, alphas, config.boolean('set_alpha_to_one', true) ? 1 : valueAt(alphas, 0));
    this.#stride = Math.floor(alphas.length / steps);
    this.#prediction = readPredictionType(config);
    this.#clipRange = config.boolean('clip_sample', true) ? config.number('clip_sample_range', 1) : undefined;
    this.#eta = eta;
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const timestep = this.timestepAt(index);
    const alpha = this.alphaAt(timestep);
    const alphaNext = this.alphaAt(timestep - this.#stride);
    const { denoised: raw, epsilon } = decompose(this.#prediction, sample, modelOutput, alpha);
    const denoised = clipDenoised(raw, this.#clipRange);

    const variance = f(f(f(1 - alphaNext) / f(1 - alpha)) * f(1 - f(alpha / alphaNext)));
    const deviation = f(f(this.#eta) * sqrtFloat32(variance));
    const direction = sqrtFloat32(f(f(1 - alphaNext) - f(deviation * deviation)));
    const next = weightedSum([sqrtFloat32(alphaNext), denoised], [1, scale(epsilon, direction)]);
    if (this.#eta === 0) return { sample: next, denoised };
    return { sample: weightedSum([1, next], [deviation, noise.randn(sample.length)]), denoised };
  }
}

/** @see DdimSampler */
export const createDdim: SamplerFactory = (config, run) => new DdimSampler(config, run);
