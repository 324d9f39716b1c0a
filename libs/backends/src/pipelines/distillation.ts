import { basename } from 'node:path';
import type { ModelFacts } from './model-facts.js';

/** What people call models that were distilled to a few steps without guidance. */
const FEW_STEP_NAME = /turbo|lightning|schnell|\bhyper\b/i;

/**
 * Whether a model was distilled to a few steps without guidance. The graphs do not tell: it shows in
 * the schedule that the released turbo models come with, and in names.
 */
export function isFewStepModel({ schedulerConfig, index, folder }: ModelFacts): boolean {
  const isTurboSchedule =
    schedulerConfig.className?.startsWith('Euler') === true &&
    schedulerConfig.has('timestep_spacing', 'trailing') &&
    schedulerConfig.has('prediction_type', 'epsilon') &&
    !schedulerConfig.has('rescale_betas_zero_snr', true);
  const path = index['_name_or_path'];
  const name = `${typeof path === 'string' ? basename(path) : ''} ${basename(folder.root)}`;
  return isTurboSchedule || FEW_STEP_NAME.test(name);
}
