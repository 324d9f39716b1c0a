import type { SamplerKind } from '../../schedulers/sampler-kind.js';
import { laysOutByStrength } from '../../schedulers/samplers.js';

/** The steps of a second pass. */
export interface HiresSteps {
  /** Steps taken. */
  readonly steps: number;
  /** Share of the noise that is added and taken away again, above 0 to 1. */
  readonly strength: number;
}

/** How a sampler is set up for a part of the way. */
export interface StepLayout {
  readonly steps: number;
  /** The step to enter at. */
  readonly firstStep: number;
  /** For the samplers that lay their timesteps out by it. */
  readonly strength?: number;
}

/** A strength of 1 would lay out no step before the first. A1111's bound. */
const MAX_STRENGTH = 0.999;

/**
 * Lays out the steps of a second pass as A1111 does (`setup_img2img_steps`): so many that their last
 * `steps` are the share `strength` of them. Consistency samplers shorten the list that they pick from.
 */
export function layOutSteps(kind: SamplerKind, { steps, strength }: HiresSteps): StepLayout {
  if (laysOutByStrength(kind)) return { steps, strength, firstStep: 0 };
  const laidOut = Math.max(steps, Math.trunc(steps / Math.min(strength, MAX_STRENGTH)));
  return { steps: laidOut, firstStep: laidOut - steps };
}
