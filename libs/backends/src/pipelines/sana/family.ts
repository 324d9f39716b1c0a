import { samplersFor } from '../../schedulers/samplers.js';
import { takesInput, type ModelFacts } from '../model-facts.js';
import { ModelParts } from '../model-parts.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { SanaPipeline } from './pipeline.js';
import { binnedSize, binningOptions } from './resolution-bins.js';
import { flowFirstCall } from '../start-latents.js';
import { SanaTextStage } from './text-stage.js';

/** What both Sana families have: a transformer that is told which tokens of the text count. */
export function hasSanaTransformer(facts: ModelFacts): boolean {
  return facts.denoiser === 'transformer' && takesInput(facts, 'encoder_attention_mask');
}

/** Sana with classifier-free guidance. */
export const sana: PipelineFamily = {
  id: 'sana',
  classNames: ['SanaPipeline', 'SanaPAGPipeline'],
  hasStructure: (facts) => hasSanaTransformer(facts) && !takesInput(facts, 'guidance'),
  graphs: ['text_encoder', 'vae_decoder'],
  pictures: { firstCall: flowFirstCall, takesMask: true },
  binnedSize,
  defaults: (facts) => ({
    steps: { min: 10, max: 50, default: 20 },
    guidanceScale: { min: 1, max: 15, default: 4.5 },
    takesNegativePrompt: true,
    samplers: samplersFor('flow'),
    options: binningOptions(facts),
  }),
  open: async (facts, runtime) => {
    const blueprint = { text: SanaTextStage, conditions: ['contextMask'] as const };
    return new SanaPipeline(await ModelParts.load(facts, runtime, blueprint));
  },
};
