import { divide, scale, weightedSum } from '../numerics/float32-vector.js';
import type { PredictionType } from './sampler.js';

const f = Math.fround;

/** One noise level in the coordinates of DPM-Solver (Lu et al. 2022): x = α·x₀ + σ·ε, λ = ln(α/σ). */
export interface LogSnrPoint {
  readonly alpha: number;
  readonly sigma: number;
  readonly lambda: number;
}

/**
 * @param level σ of the schedule: noise relative to signal, or its share for flow models
 * @param isFlow whether the model is a rectified flow: α = 1 − σ
 */
export function logSnrPoint(level: number, isFlow: boolean): LogSnrPoint {
  const alpha = isFlow ? f(1 - level) : f(1 / f(Math.sqrt(f(f(level * level) + 1))));
  const sigma = isFlow ? level : f(level * alpha);
  return { alpha, sigma, lambda: f(f(Math.log(alpha)) - f(Math.log(sigma))) };
}

/** The clean latents x₀ that a denoiser's output stands for at a point. */
export function denoisedAt(
  type: PredictionType,
  sample: Float32Array,
  modelOutput: Float32Array,
  { alpha, sigma }: LogSnrPoint,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return divide(weightedSum([1, sample], [-sigma, modelOutput]), alpha);
    case 'v_prediction':
      return weightedSum([alpha, sample], [-sigma, modelOutput]);
    case 'sample':
      return scale(modelOutput, 1);
    case 'flow_prediction':
      return weightedSum([1, sample], [-sigma, modelOutput]);
  }
}

/** The noise ε that a denoiser's output stands for at a point. */
export function epsilonAt(
  type: PredictionType,
  sample: Float32Array,
  modelOutput: Float32Array,
  { alpha, sigma }: LogSnrPoint,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return modelOutput;
    case 'v_prediction':
      return weightedSum([alpha, modelOutput], [sigma, sample]);
    case 'sample':
      return divide(weightedSum([1, sample], [-alpha, modelOutput]), sigma);
    case 'flow_prediction':
      return weightedSum([1, sample], [f(1 - sigma), modelOutput]);
  }
}
