import type { Runtime } from '../../runtime/runtime.js';
import type { ModelFacts } from '../model-facts.js';
import { ModelParts } from '../model-parts.js';
import { ClipTextStage } from '../text/clip-text-stage.js';

/** Loads a model with one CLIP encoder and a unet that knows nothing but the text. */
export function loadStableDiffusion(facts: ModelFacts, runtime: Runtime): Promise<ModelParts> {
  return ModelParts.load(facts, runtime, { text: ClipTextStage, conditions: [] });
}
