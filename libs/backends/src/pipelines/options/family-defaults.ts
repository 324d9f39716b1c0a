import type { OptionSchema } from '@cyberimage/core';
import type { SamplerKind } from '../../schedulers/sampler-kind.js';

/** A range with its default. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** What a family's option schema is made of where a model's files and its line say nothing. */
export interface FamilyDefaults {
  readonly steps: NumberRange;
  /** Undefined for a model that knows no guidance. */
  readonly guidanceScale: NumberRange | undefined;
  readonly takesNegativePrompt: boolean;
  /** The samplers that the family's models work with. */
  readonly samplers: readonly SamplerKind[];
  /** Parameters that only this family takes, the last of the form. */
  readonly options?: OptionSchema;
}
