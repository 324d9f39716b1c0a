import { samplersFor } from '../../schedulers/samplers.js';
import { flagOf } from '../config-values.js';
import { isFewStepModel } from '../distillation.js';
import { takesInput, type ModelFacts } from '../model-facts.js';
import { ModelParts } from '../model-parts.js';
import {
  clipSkipOption,
  DIFFUSION_OPTIONS,
  forceZerosOption,
  pixelsOption,
  promptFor,
} from '../options/advanced-options.js';
import { NO_GUIDANCE, type FamilyDefaults } from '../options/family-defaults.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { StableDiffusionXlPipeline } from './pipeline.js';
import { firstCallFor } from '../start-latents.js';
import { StableDiffusionXlTextStage } from './text-stage.js';

/** The layers of CLIP ViT-L, the smaller encoder, of which one is always left out. */
const MAX_CLIP_SKIP = 10;

const MICRO_CONDITIONING = {
  original_width: pixelsOption('Original width', 'Small originals make blurry pictures; 0 for the width.'),
  original_height: pixelsOption('Original height', 'As the original width; give both or none.'),
  crop_left: pixelsOption('Crop left', 'Above 0 the subject is cut off on the left.'),
  crop_top: pixelsOption('Crop top', 'Above 0 the subject is cut off at the top.'),
};

const SECOND_PROMPT = promptFor('the second text encoder', 'Second prompt');

/** SDXL Turbo and the like: one to a few steps, no guidance. */
const FEW_STEPS: FamilyDefaults = {
  steps: { min: 1, max: 8, default: 1 },
  guidanceScale: NO_GUIDANCE,
  takesNegativePrompt: false,
  samplers: samplersFor('diffusion'),
  options: { prompt_2: SECOND_PROMPT, clip_skip: clipSkipOption(MAX_CLIP_SKIP), ...MICRO_CONDITIONING },
};

function guidedDefaults({ index }: ModelFacts): FamilyDefaults {
  return {
    steps: { min: 10, max: 50, default: 30 },
    guidanceScale: { min: 1, max: 20, default: 5 },
    takesNegativePrompt: true,
    samplers: samplersFor('diffusion'),
    options: {
      ...DIFFUSION_OPTIONS,
      prompt_2: SECOND_PROMPT,
      negative_prompt_2: promptFor('the second text encoder', 'Second negative prompt'),
      clip_skip: clipSkipOption(MAX_CLIP_SKIP),
      force_zeros_for_empty_prompt: forceZerosOption(flagOf(index, 'force_zeros_for_empty_prompt') ?? true),
      ...MICRO_CONDITIONING,
    },
  };
}

/** Stable Diffusion XL and SDXL Turbo. */
export const stableDiffusionXl: PipelineFamily = {
  id: 'stable-diffusion-xl',
  classNames: [
    'StableDiffusionXLPipeline',
    'StableDiffusionXLImg2ImgPipeline',
    'StableDiffusionXLInpaintPipeline',
  ],
  hasStructure: (facts) => takesInput(facts, 'time_ids'),
  graphs: ['text_encoder', 'text_encoder_2', 'vae_decoder'],
  pictures: { firstCall: firstCallFor, takesMask: true },
  defaults: (facts) => (isFewStepModel(facts) ? FEW_STEPS : guidedDefaults(facts)),
  open: async (facts, runtime) => {
    const conditions = ['pooled', 'timeIds'] as const;
    const blueprint = { text: StableDiffusionXlTextStage, conditions };
    return new StableDiffusionXlPipeline(await ModelParts.load(facts, runtime, blueprint));
  },
};
