import type { OptionSchema } from '@cyberimage/core';
import type { SamplerKind } from '../../schedulers/sampler-kind.js';

/** A range with its default. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** What diffusers' users send to models that were distilled to work without guidance: 0. */
export const NO_GUIDANCE: NumberRange = { min: 0, max: 0, default: 0 };

/** What a family's option schema is made of where a model's files and its line say nothing. */
export interface FamilyDefaults {
  readonly steps: NumberRange;
  /** {@link NO_GUIDANCE} for a model that works without. */
  readonly guidanceScale: NumberRange;
  readonly takesNegativePrompt: boolean;
  /** Label of the parameter through which the negative prompt works, if not that of guidance. */
  readonly negativePromptScale?: string;
  /** The samplers that the family's models work with. */
  readonly samplers: readonly SamplerKind[];
  /** Parameters that only this family takes, the last of the form. */
  readonly options?: OptionSchema;
}
