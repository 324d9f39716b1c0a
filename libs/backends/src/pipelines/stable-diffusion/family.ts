import { samplersFor } from '../../schedulers/samplers.js';
import { isFewStepModel } from '../distillation.js';
import { takesInput } from '../model-facts.js';
import { DIFFUSION_OPTIONS, skippedLayersOption } from '../options/advanced-options.js';
import { NO_GUIDANCE } from '../options/family-defaults.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { loadStableDiffusion } from './load.js';
import { StableDiffusionPipeline } from './pipeline.js';
import { firstCallFor } from '../start-latents.js';

/** Stable Diffusion 1.x and 2.x, and SD-Turbo. */
export const stableDiffusion: PipelineFamily = {
  id: 'stable-diffusion',
  classNames: ['StableDiffusionPipeline', 'StableDiffusionImg2ImgPipeline', 'StableDiffusionInpaintPipeline'],
  hasStructure: (facts) =>
    facts.denoiser === 'unet' && !takesInput(facts, 'time_ids') && !takesInput(facts, 'timestep_cond'),
  graphs: ['text_encoder', 'vae_decoder'],
  pictures: { firstCall: firstCallFor, takesMask: true },
  defaults: (facts) =>
    isFewStepModel(facts)
      ? {
          steps: { min: 1, max: 8, default: 1 },
          guidanceScale: NO_GUIDANCE,
          takesNegativePrompt: false,
          samplers: samplersFor('diffusion'),
          options: skippedLayersOption(facts),
        }
      : {
          steps: { min: 20, max: 50, default: 30 },
          guidanceScale: { min: 1, max: 20, default: 7.5 },
          takesNegativePrompt: true,
          samplers: samplersFor('diffusion'),
          options: { ...DIFFUSION_OPTIONS, ...skippedLayersOption(facts) },
        },
  open: async (facts, runtime) => new StableDiffusionPipeline(await loadStableDiffusion(facts, runtime)),
};
