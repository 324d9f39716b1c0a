import { linspace } from '../../numerics/linspace.js';
import { decodePicture } from '../decode-picture.js';
import { denoise } from '../denoise.js';
import { encodePrompts } from '../encode-prompts.js';
import { flowSampler } from '../flow-sampler.js';
import { latentShape } from '../latent-shape.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { flowFirstCall, startLatents } from '../start-latents.js';
import { negativeText, positiveText } from '../text/prompt-texts.js';
import type { PromptText } from '../text/text-stage.js';
import { fluxPrediction } from './prediction.js';

/** FLUX.1 dev and schnell (Black Forest Labs 2024): text, image and mask to image. */
export class FluxPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const { facts, denoiser, text, vaeDecoder } = this.parts;
    const texts = yield* encodePrompts(text, promptTexts(request), request);
    const predict = fluxPrediction(denoiser, texts, latentShape(facts, request), request);
    const sigmas = linspace(1, 1 / request.steps, request.steps);
    for (const [picture, noise] of request.noises.entries()) {
      const sampler = flowSampler(facts, request, sigmas);
      const firstCall = flowFirstCall(request, sampler.order);
      const start = await startLatents(this.parts, { request, sampler, noise, firstCall });
      const latents = yield* denoise({ picture, sampler, noise, start, predict, signal: request.signal });
      yield* decodePicture(vaeDecoder, latents, { picture, timesteps: sampler.timesteps });
    }
  }
}

/** The negative prompt is for classifier-free guidance, which FLUX does without unless asked. */
function promptTexts(request: PipelineRequest): readonly PromptText[] {
  const positive = positiveText(request);
  return (request.trueCfgScale ?? 1) > 1 ? [negativeText(request), positive] : [positive];
}
