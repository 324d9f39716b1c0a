import type { CallPosition, Predict } from './denoise.js';
import { compose, guide } from './guidance.js';
import type { Condition, Denoiser } from './networks/denoiser.js';
import { toTensor, type PipelineRequest } from './pipeline.js';
import { conditionAt, type ScheduledCondition } from './scheduled-condition.js';

/** How classifier-free guidance weighs its answers. */
type GuidanceScales = Pick<PipelineRequest, 'guidanceScale' | 'guidanceRescale'>;

/**
 * Asks the denoiser with classifier-free guidance where there are several conditions.
 *
 * @param scheduled of the negative prompt and of the prompt or its parts, or of the prompt alone
 */
export function guidedPrediction(
  denoiser: Denoiser,
  scheduled: readonly ScheduledCondition[],
  scales: GuidanceScales,
): Predict {
  return async (latents, timestep, position) => {
    const conditions = conditionsAt(scheduled, position);
    const predictions = await denoiser.predict({ sample: toTensor(latents), timestep, conditions });
    return guideAll(predictions, scheduled, scales);
  };
}

/** The conditions of a denoiser call. */
export function conditionsAt(
  scheduled: readonly ScheduledCondition[],
  position: CallPosition,
): readonly Condition[] {
  return scheduled.map((condition) => conditionAt(condition, position));
}

/** @param predictions one per scheduled condition */
export function guideAll(
  predictions: readonly Float32Array[],
  scheduled: readonly ScheduledCondition[],
  { guidanceScale, guidanceRescale }: GuidanceScales,
): Float32Array {
  const [first, ...others] = predictions;
  if (first === undefined) throw new RangeError('the denoiser needs a condition');
  if (others.length === 0) return first;
  const weights = scheduled.slice(1).map(({ weight }) => weight);
  return guide(first, compose(first, others, weights), guidanceScale, guidanceRescale);
}
