import { weightedSum } from '../numerics/float32-vector.js';
import { alphasCumprod, type BetaDefaults } from './alphas-cumprod.js';
import { AlphaSampler } from './alpha-sampler.js';
import { clipDenoised, decompose, diffuse, sqrtFloat32 } from './alpha-space.js';
import { readPredictionType, type PredictionType, type SamplerFactory } from './sampler.js';
import type { SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

const f = Math.fround;
const LCM_BETAS: BetaDefaults = { start: 0.00085, end: 0.012, schedule: 'scaled_linear' };

/** σ_data of the boundary condition (Luo et al. 2023, section 4.1). */
const SIGMA_DATA = 0.5;

/** Multistep consistency sampling (Luo et al. 2023, algorithm 3). */
class LcmSampler extends AlphaSampler {
  readonly #prediction: PredictionType;
  readonly #clipRange: number | undefined;
  readonly #timestepScaling: number;

  constructor(config: SchedulerConfig, run: SamplerRun) {
    const alphas = alphasCumprod(config, LCM_BETAS, 'exact');
    super(lcmTimesteps(config, alphas.length, run), alphas, 1);
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

/** Every k-th of the timesteps that the model was distilled on, evenly picked. */
function lcmTimesteps(
  config: SchedulerConfig,
  trained: number,
  { steps, strength = 1 }: SamplerRun,
): number[] {
  const original = config.number('original_inference_steps', 50);
  const stride = Math.floor(trained / original);
  const count = Math.floor(original * strength);
  if (steps > count) {
    const reach = strength < 1 ? ` at strength ${strength}` : '';
    throw new TypeError(`LCM takes at most ${count} steps${reach}, not ${steps}`);
  }
  return Array.from({ length: steps }, (_, i) => (count - Math.floor((i * count) / steps)) * stride - 1);
}

/** @see LcmSampler */
export const createLcm: SamplerFactory = (config, run) => new LcmSampler(config, run);
