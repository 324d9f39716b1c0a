import { scale, valueAt, weightedSum } from '../float32/vector.js';
import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { clipDenoised, decompose, diffuse, sqrtFloat32 } from './alpha-space.js';
import { roundHalfEven } from './linspace.js';
import {
  readPredictionType,
  type PredictionType,
  type Sampler,
  type StepInput,
  type StepResult,
} from './sampler.js';
import type { SamplerFactory, SamplerRun } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { readSpacing, spacedTimesteps } from './timestep-spacing.js';

const f = Math.fround;

/** Denoising diffusion implicit models (Song et al. 2020, eq. 12). */
class DdimSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly order = 1;
  readonly #alphas: Float32Array;
  readonly #stride: number;
  readonly #finalAlpha: number;
  readonly #prediction: PredictionType;
  readonly #clipRange: number | undefined;
  readonly #eta: number;

  constructor(config: SchedulerConfig, { steps, eta = 0 }: SamplerRun) {
    this.#alphas = alphasCumprod(config, LINEAR_BETAS, false);
    this.#stride = Math.floor(this.#alphas.length / steps);
    this.#finalAlpha = config.boolean('set_alpha_to_one', true) ? 1 : valueAt(this.#alphas, 0);
    this.#prediction = readPredictionType(config);
    this.#clipRange = config.boolean('clip_sample', true) ? config.number('clip_sample_range', 1) : undefined;
    this.#eta = eta;
    this.timesteps = spacedTimesteps(config, steps, readSpacing(config, 'leading')).map(roundHalfEven);
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    return diffuse(original, noise, valueAt(this.#alphas, valueAt(this.timesteps, index)));
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const timestep = valueAt(this.timesteps, index);
    const previous = timestep - this.#stride;
    const alpha = valueAt(this.#alphas, timestep);
    const alphaPrevious = previous >= 0 ? valueAt(this.#alphas, previous) : this.#finalAlpha;
    const { denoised: raw, epsilon } = decompose(this.#prediction, sample, modelOutput, alpha);
    const denoised = clipDenoised(raw, this.#clipRange);

    const variance = f(f(f(1 - alphaPrevious) / f(1 - alpha)) * f(1 - f(alpha / alphaPrevious)));
    const deviation = f(f(this.#eta) * sqrtFloat32(variance));
    const direction = sqrtFloat32(f(f(1 - alphaPrevious) - f(deviation * deviation)));
    const next = weightedSum([sqrtFloat32(alphaPrevious), denoised], [1, scale(epsilon, direction)]);
    if (this.#eta === 0) return { sample: next, denoised };
    return { sample: weightedSum([1, next], [deviation, noise.randn(sample.length)]), denoised };
  }
}

/** @see DdimSampler */
export const createDdim: SamplerFactory = (config, run) => new DdimSampler(config, run);
