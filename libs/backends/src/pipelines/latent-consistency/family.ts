import { samplersFor } from '../../schedulers/samplers.js';
import { takesInput } from '../model-facts.js';
import { ModelParts } from '../model-parts.js';
import { skippedLayersOption } from '../options/advanced-options.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { ClipTextStage } from '../text/clip-text-stage.js';
import { LatentConsistencyPipeline } from './pipeline.js';

/** Latent consistency models: distilled to a few steps, guidance as an input of the unet. */
export const latentConsistency: PipelineFamily = {
  id: 'latent-consistency',
  classNames: ['LatentConsistencyModelPipeline', 'LatentConsistencyModelImg2ImgPipeline'],
  hasStructure: (facts) => takesInput(facts, 'timestep_cond'),
  graphs: ['text_encoder', 'vae_decoder'],
  pictures: { firstCall: () => 0, takesMask: true, isLaidOutByStrength: true },
  defaults: (facts) => ({
    steps: { min: 1, max: 12, default: 4 },
    guidanceScale: { min: 1, max: 20, default: 8.5 },
    takesNegativePrompt: false,
    samplers: samplersFor('latent-consistency'),
    options: skippedLayersOption(facts),
  }),
  open: async (facts, runtime) => {
    const blueprint = { text: ClipTextStage, conditions: ['timestepCond'] as const };
    return new LatentConsistencyPipeline(await ModelParts.load(facts, runtime, blueprint));
  },
};
