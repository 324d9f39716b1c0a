import type { Size } from '../pictures/pixels.js';
import type { Runtime } from '../runtime/runtime.js';
import type { ModelFacts } from './model-facts.js';
import type { FamilyDefaults } from './options/family-defaults.js';
import type { EnteredRun } from './start-latents.js';
import type { Pipeline } from './pipeline.js';

/** How a family starts from a picture. */
interface PictureStart {
  /**
   * The denoiser call at which it enters those laid out: later for less strength.
   *
   * @param callsPerStep of the sampler
   * @throws BackendError `invalid-request` when no call is left
   */
  readonly firstCall: (run: EnteredRun, callsPerStep: number) => number;
  readonly takesMask: boolean;
  /** A lower strength has the steps laid out anew, as for LCM, in place of leaving some out. */
  readonly isLaidOutByStrength?: boolean;
}

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
  readonly pictures: PictureStart;
  /** The size among those that a model was trained at that comes nearest to another. */
  binnedSize?(facts: ModelFacts, size: Size): Size;
  /**
   * Loads a model.
   *
   * @param runtime opens the networks
   * @throws BackendError `model-missing`, `out-of-memory`
   */
  open(facts: ModelFacts, runtime: Runtime): Promise<Pipeline>;
}
