import { decodePicture } from '../decode-picture.js';
import { denoise } from '../denoise.js';
import { encodePrompts } from '../encode-prompts.js';
import { guidanceEmbedding } from '../guidance-embedding.js';
import type { LatentDiffusionParts } from '../latent-diffusion-parts.js';
import { latentShape } from '../latent-shape.js';
import type { LatentColours, Latents, Pipeline, PipelineEvent, PipelineRequest } from '../pipeline.js';
import { findLatentColours } from '../preview/find-latent-colours.js';
import { startLatents } from '../start-latents.js';

/** Length of the guidance embedding where neither the export nor its config tells. */
const EMBEDDING_LENGTH = 256;

/** Latent consistency models (Luo et al. 2023): one denoiser call a step, no negative prompt. */
export class LatentConsistencyPipeline implements Pipeline {
  readonly #parts: LatentDiffusionParts;
  #colours: Promise<LatentColours> | undefined;

  constructor(parts: LatentDiffusionParts) {
    this.#parts = parts;
  }

  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const { text, unet, vaeDecoder, facts } = this.#parts;
    const contexts = yield* encodePrompts(text, [{ field: 'prompt', text: request.prompt }]);
    const timestepCond = guidanceEmbedding(
      request.guidanceScale,
      unet.timestepCondLength ?? EMBEDDING_LENGTH,
    );
    const shape = latentShape(facts, request);
    const vaeEncoder = request.input && (await this.#parts.vaeEncoder());
    for (const [picture, noise] of request.noises.entries()) {
      // A lower strength shortens the list that the timesteps are picked from; their number stays.
      const run = { steps: request.steps, strength: request.input?.strength ?? 1 };
      const sampler = request.sampling.kind.create(request.sampling.config, run);
      const start = await startLatents({ request, shape, sampler, noise, firstCall: 0, vaeEncoder });
      const predict = async (latents: Latents, timestep: number) => {
        const [prediction] = await unet.predict({ latents, timestep, contexts, timestepCond });
        return prediction ?? latents.data;
      };
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
