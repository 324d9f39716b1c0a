import { linspace } from '../../numerics/linspace.js';
import { encodePrompts } from '../encode-prompts.js';
import { flowSampler } from '../flow-sampler.js';
import { latentShape } from '../latent-shape.js';
import { paintPictures } from '../paint-pictures.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { flowFirstCall } from '../start-latents.js';
import { negativeText, positiveText } from '../text/prompt-texts.js';
import type { PromptText } from '../text/text-stage.js';
import { fluxPrediction } from './prediction.js';

/** FLUX.1 dev and schnell (Black Forest Labs 2024): text, image and mask to image. */
export class FluxPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const { facts, denoiser, text } = this.parts;
    const texts = yield* encodePrompts(text, promptTexts(request), request);
    yield* paintPictures(this.parts, request, (pass) => {
      const sampler = flowSampler(facts, pass, linspace(1, 1 / pass.steps, pass.steps));
      const predict = fluxPrediction(denoiser, texts, latentShape(facts, pass), pass);
      return { sampler, firstCall: flowFirstCall(pass, sampler.order), predict };
    });
  }
}

/** The negative prompt is for classifier-free guidance, which FLUX does without unless asked. */
function promptTexts(request: PipelineRequest): readonly PromptText[] {
  const positive = positiveText(request);
  const isGuided = (request.trueCfgScale ?? 1) > 1;
  return isGuided ? [negativeText(request), { ...positive, isGuided }] : [positive];
}
