import type { Runtime } from '../runtime/runtime.js';
import type { ModelFacts } from './model-facts.js';
import type { FamilyDefaults } from './options/family-defaults.js';
import type { Pipeline } from './pipeline.js';

/** A model family: one folder beside this file. */
export interface PipelineFamily {
  /** A tag of the model's description. */
  readonly id: string;
  /** diffusers' pipeline classes, without the prefixes ORT and Onnx. */
  readonly classNames: readonly string[];
  /** Whether a model without a class name, or of another's class, has this family's structure. */
  hasStructure(facts: ModelFacts): boolean;
  defaults(facts: ModelFacts): FamilyDefaults;
  /** The graphs without which no picture can be made, besides the denoiser. */
  readonly graphs: readonly string[];
  /**
   * Loads a model.
   *
   * @param runtime opens the networks
   * @throws BackendError `model-missing`, `out-of-memory`
   */
  open(facts: ModelFacts, runtime: Runtime): Promise<Pipeline>;
}
