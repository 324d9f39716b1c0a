import { clamp, divide, scale, weightedSum } from '../numerics/float32-vector.js';
import type { PredictionType } from './sampler.js';

const f = Math.fround;

/** √x in float32. */
export function sqrtFloat32(x: number): number {
  return f(Math.sqrt(x));
}

/** The two parts that a noisy sample is made of: x = √ᾱ·x₀ + √(1 − ᾱ)·ε. */
export interface Decomposition {
  readonly denoised: Float32Array;
  readonly epsilon: Float32Array;
}

/**
 * Splits a sample with the denoiser's output (Song et al. 2020, eq. 12).
 *
 * @param alpha ᾱ of the sample's timestep
 * @throws TypeError for flow prediction, which lives in another parametrisation
 */
export function decompose(
  type: PredictionType,
  sample: Float32Array,
  modelOutput: Float32Array,
  alpha: number,
): Decomposition {
  const signal = sqrtFloat32(alpha);
  const noise = sqrtFloat32(f(1 - alpha));
  switch (type) {
    case 'epsilon':
      return {
        denoised: divide(weightedSum([1, sample], [-noise, modelOutput]), signal),
        epsilon: modelOutput,
      };
    case 'sample':
      return {
        denoised: scale(modelOutput, 1),
        epsilon: divide(weightedSum([1, sample], [-signal, modelOutput]), noise),
      };
    case 'v_prediction':
      return {
        denoised: weightedSum([signal, sample], [-noise, modelOutput]),
        epsilon: weightedSum([signal, modelOutput], [noise, sample]),
      };
    case 'flow_prediction':
      throw new TypeError('this sampler does not take flow_prediction models');
  }
}

/** √ᾱ·original + √(1 − ᾱ)·noise. */
export function diffuse(original: Float32Array, noise: Float32Array, alpha: number): Float32Array {
  return weightedSum([sqrtFloat32(alpha), original], [sqrtFloat32(f(1 - alpha)), noise]);
}

/** Clean latents held to `±range`, or as they are where the config does not clip. */
export function clipDenoised(denoised: Float32Array, range: number | undefined): Float32Array {
  return range === undefined ? denoised : clamp(denoised, range);
}
