import type { SamplerRun } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

/**
 * Every k-th of the timesteps that a consistency model was distilled on, evenly picked.
 *
 * @param trained number of training timesteps
 * @throws TypeError for more steps than there are such timesteps
 */
export function distilledTimesteps(
  config: SchedulerConfig,
  trained: number,
  { steps, strength = 1 }: SamplerRun,
): number[] {
  const original = config.number('original_inference_steps', 50);
  const stride = Math.floor(trained / original);
  const count = Math.floor(original * strength);
  if (steps > count) {
    const reach = strength < 1 ? ` at strength ${strength}` : '';
    throw new TypeError(`a consistency sampler takes at most ${count} steps${reach}, not ${steps}`);
  }
  return Array.from({ length: steps }, (_, i) => (count - Math.floor((i * count) / steps)) * stride - 1);
}
