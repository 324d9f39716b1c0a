import { encodePrompts } from '../encode-prompts.js';
import { flowSampler } from '../flow-sampler.js';
import { guidedPrediction } from '../guided-prediction.js';
import { paintPictures } from '../paint-pictures.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { flowFirstCall } from '../start-latents.js';
import { guidedTexts } from '../text/prompt-texts.js';

/** Stable Diffusion 3 and 3.5 (Esser et al. 2024): text, image and mask to image. */
export class StableDiffusion3Pipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const conditions = yield* encodePrompts(this.parts.text, guidedTexts(request), request);
    const predict = guidedPrediction(this.parts.denoiser, conditions, request);
    yield* paintPictures(this.parts, request, (pass) => {
      const sampler = flowSampler(this.parts.facts, pass);
      return { sampler, firstCall: flowFirstCall(pass, sampler.order), predict };
    });
  }
}
