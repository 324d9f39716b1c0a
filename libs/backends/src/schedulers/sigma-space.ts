import { divide, scale, weightedSum } from '../numerics/float32-vector.js';
import type { PredictionType } from './sampler.js';

const f = Math.fround;

/** √(σ² + 1) in float32: what the samplers of the Euler family divide the denoiser's input by. */
function inputScale(sigma: number): number {
  return f(Math.sqrt(f(f(sigma * sigma) + 1)));
}

/** The denoiser's input x / √(σ² + 1): its own latents have variance 1 at any noise level. */
export function scaleToUnitVariance(sample: Float32Array, sigma: number): Float32Array {
  return divide(sample, inputScale(sigma));
}

/**
 * The clean latents that a denoiser's output stands for, where x = x₀ + σ·noise (Karras et al. 2022, table 1).
 *
 * @throws TypeError for flow prediction, which lives in another parametrisation
 */
export function denoisedInSigmaSpace(
  type: PredictionType,
  sample: Float32Array,
  modelOutput: Float32Array,
  sigma: number,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return weightedSum([1, sample], [-sigma, modelOutput]);
    case 'v_prediction': {
      const kept = divide(sample, f(f(sigma * sigma) + 1));
      return weightedSum([f(-sigma / inputScale(sigma)), modelOutput], [1, kept]);
    }
    case 'sample':
      return scale(modelOutput, 1);
    case 'flow_prediction':
      throw new TypeError('this sampler does not take flow_prediction models');
  }
}
