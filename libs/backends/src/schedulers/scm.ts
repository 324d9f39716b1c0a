import { scale, valueAt, weightedSum } from '../numerics/float32-vector.js';
import { linspaceFloat32 } from '../numerics/linspace.js';
import type { Sampler, SamplerFactory, StepInput, StepResult } from './sampler.js';

const f = Math.fround;

/** Where time begins: nearly π/2, pure noise. */
const MAX_TIME = 1.5708;

/** The middle of two steps, as Sana Sprint was distilled for. */
const MIDDLE_TIME = 1.3;

/**
 * Multistep sampling of continuous-time consistency models (Lu & Song 2024, section 3), for models in
 * TrigFlow: x = cos t · x₀ + sin t · σ_d · ε with x₀ of standard deviation σ_d, and an output v with
 * x₀ = cos t · x − sin t · v. Samples are latents times σ_d; the last one is the clean picture's.
 */
class ScmSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly order = 1;
  /** σ_d */
  readonly initNoiseSigma: number;
  /** One more than timesteps: the last is 0. */
  readonly #times: readonly number[];

  constructor(steps: number, sigmaData: number) {
    this.#times =
      steps === 2 ? [f(MAX_TIME), f(MIDDLE_TIME), 0] : [...linspaceFloat32(MAX_TIME, 0, steps + 1)];
    this.timesteps = this.#times.slice(0, -1);
    this.initNoiseSigma = sigmaData;
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  /** @param original latents of standard deviation 1 */
  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    const { cos, sin } = this.#angleAt(index);
    return weightedSum([cos * this.initNoiseSigma, original], [sin * this.initNoiseSigma, noise]);
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const from = this.#angleAt(index);
    const to = this.#angleAt(index + 1);
    const denoised = weightedSum([from.cos, sample], [-from.sin, modelOutput]);
    // The last step draws too, though it adds none of it: the stream stays that of diffusers.
    const fresh = scale(noise.randn(sample.length), this.initNoiseSigma);
    return { sample: weightedSum([to.cos, denoised], [to.sin, fresh]), denoised };
  }

  #angleAt(index: number): { readonly cos: number; readonly sin: number } {
    const time = valueAt(this.#times, index);
    return { cos: f(Math.cos(time)), sin: f(Math.sin(time)) };
  }
}

/** @see ScmSampler */
export const createScm: SamplerFactory = (config, { steps }) => {
  config.choice('prediction_type', ['trigflow'], 'trigflow');
  return new ScmSampler(steps, config.number('sigma_data', 0.5));
};
