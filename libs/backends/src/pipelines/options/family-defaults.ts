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
  readonly guidanceScale: NumberRange;
  readonly takesNegativePrompt: boolean;
  /** The samplers that the family's models work with. */
  readonly samplers: readonly SamplerKind[];
}
