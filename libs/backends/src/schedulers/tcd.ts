import { weightedSum } from '../numerics/float32-vector.js';
import { alphasCumprod } from './alphas-cumprod.js';
import { AlphaSampler } from './alpha-sampler.js';
import { decompose, diffuse, sqrtFloat32 } from './alpha-space.js';
import { distilledTimesteps } from './distilled-timesteps.js';
import { LCM_BETAS } from './lcm.js';
import { readPredictionType, type PredictionType, type SamplerFactory } from './sampler.js';
import type { SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

const f = Math.fround;

/**
 * Trajectory consistency sampling (Zheng et al. 2024, algorithm 4): goes along the trajectory to a timestep s
 * and back up with fresh noise. `eta`, the γ of the paper, is the share of that way: 0 is deterministic,
 * 0.3 is the paper's choice.
 */
class TcdSampler extends AlphaSampler {
  readonly #prediction: PredictionType;
  readonly #eta: number;

  constructor(config: SchedulerConfig, run: SamplerRun) {
    const alphas = alphasCumprod(config, LCM_BETAS, 'exact');
    super(distilledTimesteps(config, alphas.length, run), alphas, 1);
    this.#prediction = readPredictionType(config);
    this.#eta = run.eta ?? 0;
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const alpha = this.alphaAt(this.timestepAt(index));
    const { denoised, epsilon } = decompose(this.#prediction, sample, modelOutput, alpha);
    const next = this.timesteps[index + 1];
    const between = Math.floor(f(f(1 - this.#eta) * (next ?? 0)));
    const alphaBetween = this.alphaAt(between);
    const reached = diffuse(denoised, epsilon, alphaBetween);
    if (next === undefined || this.#eta === 0) return { sample: reached, denoised };
    const ratio = f(this.alphaAt(next) / alphaBetween);
    const fresh = noise.randn(sample.length);
    return {
      sample: weightedSum([sqrtFloat32(ratio), reached], [sqrtFloat32(f(1 - ratio)), fresh]),
      denoised,
    };
  }
}

/** @see TcdSampler */
export const createTcd: SamplerFactory = (config, run) => new TcdSampler(config, run);
