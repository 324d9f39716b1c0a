import { scale } from '../../numerics/float32-vector.js';
import type { Tensor } from '../../runtime/tensor.js';
import type { Emphasis } from '../../text/prompt-grammar/emphasis.js';

/**
 * Makes tokens count more or less by scaling their hidden states, as A1111 does; `original` then brings the
 * mean of all values back to what it was.
 *
 * @param hidden of one chunk, `[1, tokens, width]`
 * @param weights one per token
 * @returns `hidden` itself where all weights are 1
 */
export function weighTokens(hidden: Tensor, weights: readonly number[], emphasis: Emphasis): Tensor {
  if (weights.every((weight) => weight === 1)) return hidden;
  const width = hidden.dims[2] ?? 1;
  const weighed = Float32Array.from(hidden.data);
  for (const [token, weight] of weights.entries()) {
    for (let i = token * width; i < (token + 1) * width; i++) weighed[i] = weighed[i]! * weight;
  }
  if (emphasis !== 'original') return { data: weighed, dims: hidden.dims };
  const ratio = mean(hidden.data) / mean(weighed);
  // A mean of zero cannot be brought back.
  return { data: Number.isFinite(ratio) ? scale(weighed, ratio) : weighed, dims: hidden.dims };
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
