import { decodePicture } from '../decode-picture.js';
import { denoise } from '../denoise.js';
import { encodePrompts } from '../encode-prompts.js';
import { guidedPrediction } from '../guided-prediction.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { flowFirstCall, startLatents } from '../start-latents.js';
import { guidedTexts } from '../text/prompt-texts.js';

/** Sana (Xie et al. 2024): a linear transformer on latents of a deep-compression autoencoder. */
export class SanaPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const conditions = yield* encodePrompts(this.parts.text, guidedTexts(request), request);
    const predict = guidedPrediction(this.parts.denoiser, conditions, request);
    for (const [picture, noise] of request.noises.entries()) {
      const sampler = request.sampling.kind.create(request.sampling.config, request);
      const firstCall = flowFirstCall(request, sampler.order);
      const start = await startLatents(this.parts, { request, sampler, noise, firstCall });
      const latents = yield* denoise({ picture, sampler, noise, start, predict, signal: request.signal });
      yield* decodePicture(this.parts.vaeDecoder, latents, { picture, timesteps: sampler.timesteps });
    }
  }
}
