import { samplersFor } from '../../schedulers/samplers.js';
import { LatentDiffusionParts } from '../latent-diffusion-parts.js';
import type { PipelineFamily } from '../pipeline-family.js';
import { StableDiffusionPipeline } from './pipeline.js';

/** Stable Diffusion 1.x and 2.x. */
export const stableDiffusion: PipelineFamily = {
  id: 'stable-diffusion',
  classNames: ['StableDiffusionPipeline', 'StableDiffusionImg2ImgPipeline', 'StableDiffusionInpaintPipeline'],
  hasStructure: ({ unetInputs }) =>
    !unetInputs.some(({ name }) => name === 'time_ids' || name === 'timestep_cond'),
  defaults: {
    steps: { min: 20, max: 50, default: 30 },
    guidanceScale: { min: 1, max: 20, default: 7.5 },
    takesNegativePrompt: true,
    samplers: samplersFor('diffusion'),
  },
  open: async (facts, runtime) =>
    new StableDiffusionPipeline(await LatentDiffusionParts.load(facts, runtime)),
};
