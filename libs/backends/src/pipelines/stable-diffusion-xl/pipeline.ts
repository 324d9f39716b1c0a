import { guidedPrediction } from '../guided-prediction.js';
import { paintPictures } from '../paint-pictures.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { firstCallFor } from '../start-latents.js';
import { encodeTexts, sizedConditions } from './conditions.js';

/** Stable Diffusion XL (Podell et al. 2023) and SDXL Turbo: text, image and mask to image. */
export class StableDiffusionXlPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const texts = yield* encodeTexts(this.parts.text, request);
    yield* paintPictures(this.parts, request, (pass) => {
      const sampler = pass.sampling.kind.create(pass.sampling.config, pass);
      const predict = guidedPrediction(this.parts.denoiser, sizedConditions(texts, pass), pass);
      return { sampler, firstCall: firstCallFor(pass, sampler.order), predict };
    });
  }
}
