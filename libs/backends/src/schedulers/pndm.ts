import { divide, scale, valueAt, weightedSum } from '../numerics/float32-vector.js';
import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { AlphaSampler } from './alpha-sampler.js';
import { decompose, sqrtFloat32 } from './alpha-space.js';
import { roundHalfEven } from '../numerics/round-half-even.js';
import { readPredictionType, type PredictionType, type SamplerFactory } from './sampler.js';
import type { SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { readSpacing, spacedTimesteps } from './timestep-spacing.js';

const f = Math.fround;

/**
 * Pseudo linear multistep method (Liu et al. 2022), known as PLMS. n steps make n + 1 calls: the second
 * timestep is visited twice. The Runge-Kutta start of the paper is never used: every published Stable
 * Diffusion config sets `skip_prk_steps`.
 */
class PndmSampler extends AlphaSampler {
  readonly #stride: number;
  readonly #prediction: PredictionType;
  #calls = 0;
  /** Up to four outputs, the newest first. */
  #outputs: readonly Float32Array[] = [];
  #firstSample: Float32Array = new Float32Array();

  constructor(config: SchedulerConfig, { steps }: SamplerRun) {
    const alphas = alphasCumprod(config, LINEAR_BETAS, 'bounded');
    const spaced = spacedTimesteps(config, steps, readSpacing(config, 'leading')).map(roundHalfEven);
    // With a single step there is no second timestep to visit again.
    const timesteps = spaced.length < 2 ? spaced : [...spaced.slice(0, 2), ...spaced.slice(1)];
    super(timesteps, alphas, config.boolean('set_alpha_to_one', false) ? 1 : valueAt(alphas, 0));
    this.#stride = Math.floor(alphas.length / steps);
    this.#prediction = readPredictionType(config);
  }

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const timestep = this.timestepAt(index);
    const { denoised } = decompose(this.#prediction, sample, modelOutput, this.alphaAt(timestep));
    const call = this.#calls++;
    if (call === 1) {
      // The second call corrects the first: from where that one started, with the mean of both outputs.
      const mean = divide(weightedSum([1, modelOutput], [1, this.#outputs[0] ?? modelOutput]), 2);
      return { sample: this.#move(this.#firstSample, mean, timestep + this.#stride, timestep), denoised };
    }
    if (call === 0) this.#firstSample = sample;
    this.#outputs = [modelOutput, ...this.#outputs].slice(0, 4);
    return { sample: this.#move(sample, this.#extrapolate(), timestep, timestep - this.#stride), denoised };
  }

  /** Adams-Bashforth of the highest order that the outputs seen so far allow. */
  #extrapolate(): Float32Array {
    const [e1 = new Float32Array(), e2, e3, e4] = this.#outputs;
    if (e2 === undefined) return e1;
    if (e3 === undefined) return divide(weightedSum([3, e1], [-1, e2]), 2);
    if (e4 === undefined) return divide(weightedSum([23, e1], [-16, e2], [5, e3]), 12);
    return scale(weightedSum([55, e1], [-59, e2], [37, e3], [-9, e4]), 1 / 24);
  }

  /** Eq. 9 of the paper: from timestep `from` to timestep `to`. */
  #move(sample: Float32Array, output: Float32Array, from: number, to: number): Float32Array {
    const alpha = this.alphaAt(from);
    const alphaTo = this.alphaAt(to);
    const beta = f(1 - alpha);
    const epsilon =
      this.#prediction === 'epsilon'
        ? output
        : weightedSum([sqrtFloat32(alpha), output], [sqrtFloat32(beta), sample]);
    const sampleFactor = sqrtFloat32(f(alphaTo / alpha));
    const denominator = f(f(alpha * sqrtFloat32(f(1 - alphaTo))) + sqrtFloat32(f(f(alpha * beta) * alphaTo)));
    const change = divide(scale(epsilon, f(alphaTo - alpha)), denominator);
    return weightedSum([sampleFactor, sample], [-1, change]);
  }
}

/** @see PndmSampler */
export const createPndm: SamplerFactory = (config, run) => {
  if (readPredictionType(config) === 'sample') {
    throw new TypeError('PNDM takes epsilon and v_prediction models; this one predicts the sample');
  }
  return new PndmSampler(config, run);
};
