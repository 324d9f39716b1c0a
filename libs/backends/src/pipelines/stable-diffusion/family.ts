import { samplersFor } from '../../schedulers/samplers.js';
import { takesInput } from '../model-facts.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { loadStableDiffusion } from './load.js';
import { StableDiffusionPipeline } from './pipeline.js';

/** Stable Diffusion 1.x and 2.x. */
export const stableDiffusion: PipelineFamily = {
  id: 'stable-diffusion',
  classNames: ['StableDiffusionPipeline', 'StableDiffusionImg2ImgPipeline', 'StableDiffusionInpaintPipeline'],
  hasStructure: (facts) =>
    facts.denoiser === 'unet' && !takesInput(facts, 'time_ids') && !takesInput(facts, 'timestep_cond'),
  defaults: {
    steps: { min: 20, max: 50, default: 30 },
    guidanceScale: { min: 1, max: 20, default: 7.5 },
    takesNegativePrompt: true,
    samplers: samplersFor('diffusion'),
  },
  open: async (facts, runtime) => new StableDiffusionPipeline(await loadStableDiffusion(facts, runtime)),
};
