import { decodePicture } from '../decode-picture.js';
import { denoise } from '../denoise.js';
import { encodePrompts, type PromptText } from '../encode-prompts.js';
import { guide } from '../guidance.js';
import type { LatentDiffusionParts } from '../latent-diffusion-parts.js';
import { latentShape } from '../latent-shape.js';
import type { LatentColours, Latents, Pipeline, PipelineEvent, PipelineRequest } from '../pipeline.js';
import { findLatentColours } from '../preview/find-latent-colours.js';
import { firstCallFor, startLatents } from '../start-latents.js';

/** Stable Diffusion 1.x and 2.x (Rombach et al. 2022): text, image and mask to image. */
export class StableDiffusionPipeline implements Pipeline {
  readonly #parts: LatentDiffusionParts;
  #colours: Promise<LatentColours> | undefined;

  constructor(parts: LatentDiffusionParts) {
    this.#parts = parts;
  }

  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const { text, unet, vaeDecoder, facts } = this.#parts;
    const contexts = yield* encodePrompts(text, promptTexts(request));
    const shape = latentShape(facts, request);
    const vaeEncoder = request.input && (await this.#parts.vaeEncoder());
    for (const [picture, noise] of request.noises.entries()) {
      const sampler = request.sampling.kind.create(request.sampling.config, request);
      const firstCall = firstCallFor(request, sampler.order);
      const start = await startLatents({ request, shape, sampler, noise, firstCall, vaeEncoder });
      const predict = async (latents: Latents, timestep: number) =>
        combine(await unet.predict({ latents, timestep, contexts }), request);
      const { signal } = request;
      const latents = yield* denoise({ picture, shape, sampler, noise, start, signal, predict });
      yield* decodePicture(vaeDecoder, latents, { picture, timesteps: sampler.timesteps });
    }
  }

  previewMap(): Promise<LatentColours> {
    this.#colours ??= findLatentColours(this.#parts.facts, this.#parts.vaeDecoder);
    return this.#colours;
  }

  async release(): Promise<void> {
    await this.#parts.release();
  }
}

/** Guidance needs an answer to the negative prompt too; an empty one is encoded like any other. */
function promptTexts({ prompt, negativePrompt, guidanceScale }: PipelineRequest): readonly PromptText[] {
  const positive: PromptText = { field: 'prompt', text: prompt };
  return guidanceScale > 1 ? [{ field: 'negative_prompt', text: negativePrompt }, positive] : [positive];
}

function combine(predictions: readonly Float32Array[], request: PipelineRequest): Float32Array {
  const [first = new Float32Array(), second] = predictions;
  return second === undefined ? first : guide(first, second, request.guidanceScale, request.guidanceRescale);
}
