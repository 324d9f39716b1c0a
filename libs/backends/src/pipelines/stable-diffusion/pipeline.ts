import { decodePicture } from '../decode-picture.js';
import { denoise } from '../denoise.js';
import { encodePrompts } from '../encode-prompts.js';
import { guidedPrediction } from '../guided-prediction.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { firstCallFor, startLatents } from '../start-latents.js';
import { guidedTexts } from '../text/prompt-texts.js';

/** Stable Diffusion 1.x and 2.x (Rombach et al. 2022): text, image and mask to image. */
export class StableDiffusionPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const conditions = yield* encodePrompts(this.parts.text, guidedTexts(request), request);
    const predict = guidedPrediction(this.parts.denoiser, conditions, request);
    for (const [picture, noise] of request.noises.entries()) {
      const sampler = request.sampling.kind.create(request.sampling.config, request);
      const firstCall = firstCallFor(request, sampler.order);
      const start = await startLatents(this.parts, { request, sampler, noise, firstCall });
      const latents = yield* denoise({ picture, sampler, noise, start, predict, signal: request.signal });
      yield* decodePicture(this.parts.vaeDecoder, latents, { picture, timesteps: sampler.timesteps });
    }
  }
}
