import { samplersFor } from '../../schedulers/samplers.js';
import { takesInput } from '../model-facts.js';
import { ModelParts } from '../model-parts.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { hasSanaTransformer } from '../sana/family.js';
import { SanaTextStage } from '../sana/text-stage.js';
import { SanaSprintPipeline } from './pipeline.js';
import { binnedSize, binningOptions } from '../sana/resolution-bins.js';
import { flowFirstCall } from '../start-latents.js';

/** Sana Sprint: always two steps. */
export const sanaSprint: PipelineFamily = {
  id: 'sana-sprint',
  classNames: ['SanaSprintPipeline', 'SanaSprintImg2ImgPipeline'],
  hasStructure: (facts) => hasSanaTransformer(facts) && takesInput(facts, 'guidance'),
  graphs: ['text_encoder', 'vae_decoder'],
  pictures: { firstCall: flowFirstCall, takesMask: false },
  binnedSize,
  defaults: (facts) => ({
    steps: { min: 2, max: 2, default: 2 },
    guidanceScale: { min: 0, max: 10, default: 4.5 },
    takesNegativePrompt: false,
    samplers: samplersFor('trigflow'),
    options: binningOptions(facts),
  }),
  open: async (facts, runtime) => {
    const blueprint = { text: SanaTextStage, conditions: ['contextMask', 'guidance'] as const };
    return new SanaSprintPipeline(await ModelParts.load(facts, runtime, blueprint));
  },
};
