import { scale, weightedSum } from '../numerics/float32-vector.js';

/**
 * Classifier-free guidance (Ho & Salimans 2022): `u + scale · (c − u)`.
 *
 * @param unconditional the denoiser's answer to the negative prompt
 * @param conditional its answer to the prompt
 * @param guidanceScale above 1
 * @param guidanceRescale φ of Lin et al. 2024, section 3.4: how far the result is brought back to the
 *   standard deviation of `conditional`; 0 for not at all
 */
export function guide(
  unconditional: Float32Array,
  conditional: Float32Array,
  guidanceScale: number,
  guidanceRescale: number,
): Float32Array {
  const difference = weightedSum([1, conditional], [-1, unconditional]);
  const guided = weightedSum([1, unconditional], [guidanceScale, difference]);
  if (guidanceRescale === 0) return guided;
  const ratio = Math.fround(standardDeviation(conditional) / standardDeviation(guided));
  return weightedSum([guidanceRescale, scale(guided, ratio)], [1 - guidanceRescale, guided]);
}

/**
 * Several conditional answers as one (Liu et al. 2022, section 4): `u + Σ wᵢ · (cᵢ − u)`.
 *
 * @param weights one per answer
 * @returns the answer itself where there is one that weighs 1
 */
export function compose(
  unconditional: Float32Array,
  conditionals: readonly Float32Array[],
  weights: readonly number[],
): Float32Array {
  const [first] = conditionals;
  if (first !== undefined && conditionals.length === 1 && weights[0] === 1) return first;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weighed = conditionals.map((conditional, i) => [weights[i] ?? 1, conditional] as const);
  return weightedSum([1 - total, unconditional], ...weighed);
}

/** Of a sample: divided by n − 1. Float32. */
function standardDeviation(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.fround(Math.sqrt(squares / (values.length - 1)));
}
