import type { Tensor } from '../../runtime/tensor.js';
import { decodePicture } from '../decode-picture.js';
import { denoise, type Predict } from '../denoise.js';
import { encodePrompts } from '../encode-prompts.js';
import { guidanceEmbedding } from '../guidance-embedding.js';
import type { LatentDiffusionParts } from '../latent-diffusion-parts.js';
import type { LatentColours, Pipeline, PipelineEvent, PipelineRequest } from '../pipeline.js';
import { findLatentColours } from '../preview/find-latent-colours.js';
import { startLatents } from '../start-latents.js';

/** Length of the guidance embedding where neither the export nor its config tells. */
const EMBEDDING_LENGTH = 256;

/** Latent consistency models (Luo et al. 2023): one denoiser call a step, no negative prompt. */
export class LatentConsistencyPipeline implements Pipeline {
  readonly #parts: LatentDiffusionParts;

  constructor(parts: LatentDiffusionParts) {
    this.#parts = parts;
  }

  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const contexts = yield* encodePrompts(this.#parts.text, [{ field: 'prompt', text: request.prompt }]);
    const predict = this.#conditioned(contexts, request);
    // A lower strength shortens the list that the timesteps are picked from; their number stays.
    const run = { steps: request.steps, strength: request.input?.strength ?? 1 };
    for (const [picture, noise] of request.noises.entries()) {
      const sampler = request.sampling.kind.create(request.sampling.config, run);
      const start = await startLatents(this.#parts, { request, sampler, noise, firstCall: 0 });
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

  #conditioned(contexts: readonly Tensor[], { guidanceScale }: PipelineRequest): Predict {
    const { unet } = this.#parts;
    const timestepCond = guidanceEmbedding(guidanceScale, unet.timestepCondLength ?? EMBEDDING_LENGTH);
    return async (latents, timestep) => {
      const [prediction] = await unet.predict({ latents, timestep, contexts, timestepCond });
      if (prediction === undefined) throw new RangeError('the denoiser needs a context');
      return prediction;
    };
  }
}
