import type { NumberOption } from '@cyberimage/core';
import { samplersFor } from '../../schedulers/samplers.js';
import { takesInput, type ModelFacts } from '../model-facts.js';
import { ModelParts } from '../model-parts.js';
import { promptFor, sequenceLengthOption } from '../options/advanced-options.js';
import { NO_GUIDANCE, type FamilyDefaults } from '../options/family-defaults.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { FluxPipeline } from './pipeline.js';
import { flowFirstCall } from '../start-latents.js';
import { FluxTextStage, sequenceLength, takesGuidance } from './text-stage.js';

const TRUE_CFG_SCALE: NumberOption = {
  type: 'number',
  label: 'True CFG',
  description: 'Classifier-free guidance for the negative prompt, at twice the time; 1 turns it off.',
  group: 'advanced',
  min: 1,
  max: 10,
  step: 0.1,
  default: 1,
};

function fluxDefaults(facts: ModelFacts): FamilyDefaults {
  const length = sequenceLength(facts);
  const options = {
    prompt_2: promptFor('T5', 'Second prompt'),
    max_sequence_length: sequenceLengthOption(length, length),
  };
  if (!takesGuidance(facts)) {
    return {
      steps: { min: 1, max: 10, default: 4 },
      guidanceScale: NO_GUIDANCE,
      takesNegativePrompt: false,
      samplers: samplersFor('flow'),
      options,
    };
  }
  return {
    steps: { min: 10, max: 50, default: 28 },
    guidanceScale: { min: 1, max: 10, default: 3.5 },
    takesNegativePrompt: true,
    negativePromptScale: TRUE_CFG_SCALE.label,
    samplers: samplersFor('flow'),
    options: {
      true_cfg_scale: TRUE_CFG_SCALE,
      ...options,
      negative_prompt_2: promptFor('T5', 'Second negative prompt'),
    },
  };
}

/** FLUX.1 dev and its finetunes with the guidance scale as an input, and schnell without. */
export const flux: PipelineFamily = {
  id: 'flux',
  classNames: ['FluxPipeline', 'FluxImg2ImgPipeline', 'FluxInpaintPipeline'],
  hasStructure: (facts) => takesInput(facts, 'img_ids'),
  graphs: ['text_encoder', 'text_encoder_2', 'vae_decoder'],
  pictures: { firstCall: flowFirstCall, takesMask: true },
  defaults: fluxDefaults,
  open: async (facts, runtime) => {
    const conditions = ['pooled', 'guidance', 'imageIds', 'textIds'] as const;
    return new FluxPipeline(await ModelParts.load(facts, runtime, { text: FluxTextStage, conditions }));
  },
};
