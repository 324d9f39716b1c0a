import { divide, scale, valueAt, weightedSum, type Term } from '../float32/vector.js';
import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { decompose, diffuse, sqrtFloat32 } from './alpha-space.js';
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

/**
 * Pseudo linear multistep method (Liu et al. 2022), known as PLMS. n steps make n + 1 calls: the second
 * timestep is visited twice. The Runge-Kutta start of the paper is never used: every published Stable
 * Diffusion config sets `skip_prk_steps`.
 */
class PndmSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly order = 1;
  readonly #alphas: Float32Array;
  readonly #stride: number;
  readonly #finalAlpha: number;
  readonly #prediction: PredictionType;
  #calls = 0;
  /** Up to four outputs, the newest first. */
  #outputs: readonly Float32Array[] = [];
  #firstSample: Float32Array = new Float32Array();

  constructor(config: SchedulerConfig, { steps }: SamplerRun) {
    this.#alphas = alphasCumprod(config, LINEAR_BETAS, false);
    this.#stride = Math.floor(this.#alphas.length / steps);
    this.#finalAlpha = config.boolean('set_alpha_to_one', false) ? 1 : valueAt(this.#alphas, 0);
    this.#prediction = readPredictionType(config);
    const spaced = spacedTimesteps(config, steps, readSpacing(config, 'leading')).map(roundHalfEven);
    // diffusers builds the list from its ascending form; with a single step there is nothing to repeat.
    this.timesteps = spaced.length < 2 ? spaced : [...spaced.slice(0, 2), ...spaced.slice(1)];
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    return diffuse(original, noise, valueAt(this.#alphas, valueAt(this.timesteps, index)));
  }

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const timestep = valueAt(this.timesteps, index);
    const { denoised } = decompose(this.#prediction, sample, modelOutput, valueAt(this.#alphas, timestep));
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
    const terms: readonly Term[] = [
      [-59, e2],
      [37, e3],
      [-9, e4],
    ];
    return scale(weightedSum([55, e1], ...terms), 1 / 24);
  }

  /** Eq. 9 of the paper: from timestep `from` to timestep `to`. */
  #move(sample: Float32Array, output: Float32Array, from: number, to: number): Float32Array {
    const alpha = valueAt(this.#alphas, from);
    const alphaTo = to >= 0 ? valueAt(this.#alphas, to) : this.#finalAlpha;
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
