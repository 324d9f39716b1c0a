import type { Tensor } from '../../runtime/tensor.js';
import { decodePicture } from '../decode-picture.js';
import { denoise, type Predict } from '../denoise.js';
import { encodePrompts, type PromptText } from '../encode-prompts.js';
import { guide } from '../guidance.js';
import type { LatentDiffusionParts } from '../latent-diffusion-parts.js';
import type { LatentColours, Pipeline, PipelineEvent, PipelineRequest } from '../pipeline.js';
import { findLatentColours } from '../preview/find-latent-colours.js';
import { firstCallFor, startLatents } from '../start-latents.js';

/** Stable Diffusion 1.x and 2.x (Rombach et al. 2022): text, image and mask to image. */
export class StableDiffusionPipeline implements Pipeline {
  readonly #parts: LatentDiffusionParts;

  constructor(parts: LatentDiffusionParts) {
    this.#parts = parts;
  }

  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const contexts = yield* encodePrompts(this.#parts.text, promptTexts(request));
    const predict = this.#guided(contexts, request);
    for (const [picture, noise] of request.noises.entries()) {
      const sampler = request.sampling.kind.create(request.sampling.config, request);
      const firstCall = firstCallFor(request, sampler.order);
      const start = await startLatents(this.#parts, { request, sampler, noise, firstCall });
      const latents = yield* denoise({ picture, sampler, noise, start, predict, signal: request.signal });
      yield* decodePicture(this.#parts.vaeDecoder, latents, { picture, timesteps: sampler.timesteps });
    }
  }

  previewMap(): Promise<LatentColours> {
    return findLatentColours(this.#parts);
  }

  release(): Promise<void> {
    return this.#parts.release();
  }

  #guided(contexts: readonly Tensor[], { guidanceScale, guidanceRescale }: PipelineRequest): Predict {
    return async (latents, timestep) => {
      const [first, second] = await this.#parts.unet.predict({ latents, timestep, contexts });
      if (first === undefined) throw new RangeError('the denoiser needs a context');
      return second === undefined ? first : guide(first, second, guidanceScale, guidanceRescale);
    };
  }
}

/** Guidance needs an answer to the negative prompt too; an empty one is encoded like any other. */
function promptTexts({ prompt, negativePrompt, guidanceScale }: PipelineRequest): readonly PromptText[] {
  const positive: PromptText = { field: 'prompt', text: prompt };
  return guidanceScale > 1 ? [{ field: 'negative_prompt', text: negativePrompt }, positive] : [positive];
}
