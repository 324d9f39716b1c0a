import { weightedSum } from '../numerics/float32-vector.js';
import { roundHalfEven } from '../numerics/round-half-even.js';
import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { AlphaSampler } from './alpha-sampler.js';
import { clipDenoised, decompose, sqrtFloat32 } from './alpha-space.js';
import { readPredictionType, type PredictionType, type SamplerFactory } from './sampler.js';
import type { SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { readSpacing, spacedTimesteps } from './timestep-spacing.js';

const f = Math.fround;

/** The ways of Ho et al. 2020, section 3.2, to choose σ² without a network for it. */
const VARIANCES = ['fixed_small', 'fixed_large'] as const;

/** Variance below which diffusers does not go. */
const MIN_VARIANCE = 1e-20;

/** Ancestral sampling of denoising diffusion models (Ho et al. 2020, eq. 6 and 7). */
class DdpmSampler extends AlphaSampler {
  readonly #prediction: PredictionType;
  readonly #clipRange: number | undefined;
  readonly #variance: (typeof VARIANCES)[number];

  constructor(config: SchedulerConfig, { steps }: SamplerRun) {
    const timesteps = spacedTimesteps(config, steps, readSpacing(config, 'leading')).map(roundHalfEven);
    super(timesteps, alphasCumprod(config, LINEAR_BETAS, 'exact'), 1);
    this.#prediction = readPredictionType(config);
    this.#clipRange = config.boolean('clip_sample', true) ? config.number('clip_sample_range', 1) : undefined;
    this.#variance = config.choice('variance_type', VARIANCES, 'fixed_small');
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const timestep = this.timestepAt(index);
    const alpha = this.alphaAt(timestep);
    const alphaNext = this.alphaAt(this.timesteps[index + 1] ?? -1);
    const raw = decompose(this.#prediction, sample, modelOutput, alpha).denoised;
    const denoised = clipDenoised(raw, this.#clipRange);

    const kept = f(alpha / alphaNext);
    const beta = f(1 - kept);
    const noiseShare = f(1 - alpha);
    const noiseShareNext = f(1 - alphaNext);
    const mean = weightedSum(
      [f(f(sqrtFloat32(alphaNext) * beta) / noiseShare), denoised],
      [f(f(sqrtFloat32(kept) * noiseShareNext) / noiseShare), sample],
    );
    if (timestep === 0) return { sample: mean, denoised };
    const small = Math.max(f(f(noiseShareNext / noiseShare) * beta), MIN_VARIANCE);
    const deviation = sqrtFloat32(this.#variance === 'fixed_large' ? beta : small);
    return { sample: weightedSum([1, mean], [deviation, noise.randn(sample.length)]), denoised };
  }
}

/** @see DdpmSampler */
export const createDdpm: SamplerFactory = (config, run) => new DdpmSampler(config, run);
