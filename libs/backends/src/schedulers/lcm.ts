import { weightedSum } from '../numerics/float32-vector.js';
import { alphasCumprod, type BetaDefaults } from './alphas-cumprod.js';
import { AlphaSampler } from './alpha-sampler.js';
import { clipDenoised, decompose, diffuse, sqrtFloat32 } from './alpha-space.js';
import { distilledTimesteps } from './distilled-timesteps.js';
import { readPredictionType, type PredictionType, type SamplerFactory } from './sampler.js';
import type { SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

const f = Math.fround;
/** diffusers' defaults for consistency samplers. */
export const LCM_BETAS: BetaDefaults = { start: 0.00085, end: 0.012, schedule: 'scaled_linear' };

/** σ_data of the boundary condition (Luo et al. 2023, section 4.1). */
const SIGMA_DATA = 0.5;

/** Multistep consistency sampling (Luo et al. 2023, algorithm 3). */
class LcmSampler extends AlphaSampler {
  readonly #prediction: PredictionType;
  readonly #clipRange: number | undefined;
  readonly #timestepScaling: number;

  constructor(config: SchedulerConfig, run: SamplerRun) {
    const alphas = alphasCumprod(config, LCM_BETAS, 'exact');
    super(distilledTimesteps(config, alphas.length, run), alphas, 1);
    this.#prediction = readPredictionType(config);
    this.#clipRange = config.boolean('clip_sample', false)
      ? config.number('clip_sample_range', 1)
      : undefined;
    this.#timestepScaling = config.number('timestep_scaling', 10);
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const timestep = this.timestepAt(index);
    const predicted = decompose(this.#prediction, sample, modelOutput, this.alphaAt(timestep)).denoised;
    const { skip, out } = this.#boundary(timestep);
    const denoised = weightedSum([out, clipDenoised(predicted, this.#clipRange)], [skip, sample]);

    const next = this.timesteps[index + 1];
    if (next === undefined) return { sample: denoised, denoised };
    return { sample: diffuse(denoised, noise.randn(sample.length), this.alphaAt(next)), denoised };
  }

  /** c_skip and c_out: at timestep 0 the model's answer is the sample itself. */
  #boundary(timestep: number): { readonly skip: number; readonly out: number } {
    const scaled = f(timestep * this.#timestepScaling);
    const sum = f(f(scaled * scaled) + SIGMA_DATA ** 2);
    return { skip: f(SIGMA_DATA ** 2 / sum), out: f(scaled / sqrtFloat32(sum)) };
  }
}

/** @see LcmSampler */
export const createLcm: SamplerFactory = (config, run) => new LcmSampler(config, run);
