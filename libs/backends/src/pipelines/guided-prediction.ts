import type { Predict } from './denoise.js';
import { guide } from './guidance.js';
import type { Condition, Denoiser } from './networks/denoiser.js';
import { toTensor, type PipelineRequest } from './pipeline.js';

/**
 * Asks the denoiser with classifier-free guidance where there are two conditions.
 *
 * @param conditions of the negative prompt and of the prompt, or of the prompt alone
 */
export function guidedPrediction(
  denoiser: Denoiser,
  conditions: readonly Condition[],
  { guidanceScale, guidanceRescale }: PipelineRequest,
): Predict {
  return async (latents, timestep) => {
    const [first, second] = await denoiser.predict({ sample: toTensor(latents), timestep, conditions });
    if (first === undefined) throw new RangeError('the denoiser needs a condition');
    return second === undefined ? first : guide(first, second, guidanceScale, guidanceRescale);
  };
}
