import { encodePrompts } from '../encode-prompts.js';
import { guidedPrediction } from '../guided-prediction.js';
import { paintPictures } from '../paint-pictures.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { firstCallFor } from '../start-latents.js';
import { guidedTexts } from '../text/prompt-texts.js';

/** Stable Diffusion 1.x and 2.x (Rombach et al. 2022): text, image and mask to image. */
export class StableDiffusionPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const conditions = yield* encodePrompts(this.parts.text, guidedTexts(request), request);
    const predict = guidedPrediction(this.parts.denoiser, conditions, request);
    yield* paintPictures(this.parts, request, (pass) => {
      const sampler = pass.sampling.kind.create(pass.sampling.config, pass);
      return { sampler, firstCall: firstCallFor(pass, sampler.order), predict };
    });
  }
}
