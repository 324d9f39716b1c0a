import { samplersFor } from '../../schedulers/samplers.js';
import { isFewStepModel } from '../distillation.js';
import { takesInput } from '../model-facts.js';
import { ModelParts } from '../model-parts.js';
import { clipSkipOption, promptFor, sequenceLengthOption } from '../options/advanced-options.js';
import { NO_GUIDANCE } from '../options/family-defaults.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { StableDiffusion3Pipeline } from './pipeline.js';
import { flowFirstCall } from '../start-latents.js';
import { SEQUENCE_LENGTH, StableDiffusion3TextStage } from './text-stage.js';

/** The layers of CLIP ViT-L, the smaller encoder, of which one is always left out. */
const MAX_CLIP_SKIP = 10;
const MAX_SEQUENCE_LENGTH = 512;

const OPTIONS = {
  prompt_2: promptFor('the second text encoder', 'Second prompt'),
  prompt_3: promptFor('T5', 'Third prompt'),
  clip_skip: clipSkipOption(MAX_CLIP_SKIP),
  max_sequence_length: sequenceLengthOption(SEQUENCE_LENGTH, MAX_SEQUENCE_LENGTH),
};
const NEGATIVE_OPTIONS = {
  negative_prompt_2: promptFor('the second text encoder', 'Second negative prompt'),
  negative_prompt_3: promptFor('T5', 'Third negative prompt'),
};

/** Stable Diffusion 3 and 3.5; Large Turbo runs without guidance. */
export const stableDiffusion3: PipelineFamily = {
  id: 'stable-diffusion-3',
  classNames: [
    'StableDiffusion3Pipeline',
    'StableDiffusion3Img2ImgPipeline',
    'StableDiffusion3InpaintPipeline',
  ],
  hasStructure: (facts) => takesInput(facts, 'pooled_projections') && !takesInput(facts, 'img_ids'),
  graphs: ['text_encoder', 'text_encoder_2', 'vae_decoder'],
  pictures: { firstCall: flowFirstCall, takesMask: true },
  defaults: (facts) =>
    isFewStepModel(facts)
      ? {
          steps: { min: 1, max: 10, default: 4 },
          guidanceScale: NO_GUIDANCE,
          takesNegativePrompt: false,
          samplers: samplersFor('flow'),
          options: OPTIONS,
        }
      : {
          steps: { min: 10, max: 50, default: 28 },
          guidanceScale: { min: 1, max: 15, default: 7 },
          takesNegativePrompt: true,
          samplers: samplersFor('flow'),
          options: { ...OPTIONS, ...NEGATIVE_OPTIONS },
        },
  open: async (facts, runtime) => {
    const blueprint = { text: StableDiffusion3TextStage, conditions: ['pooled'] as const };
    return new StableDiffusion3Pipeline(await ModelParts.load(facts, runtime, blueprint));
  },
};
