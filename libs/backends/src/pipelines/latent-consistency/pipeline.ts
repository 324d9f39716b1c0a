import { decodePicture } from '../decode-picture.js';
import { denoise } from '../denoise.js';
import { encodePrompts } from '../encode-prompts.js';
import { guidanceEmbedding } from '../guidance-embedding.js';
import { guidedPrediction } from '../guided-prediction.js';
import { numberOf } from '../config-values.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { startLatents } from '../start-latents.js';
import { positiveText } from '../text/prompt-texts.js';

/** Length of the guidance embedding where neither the export nor its config tells. */
const EMBEDDING_LENGTH = 256;

/** Latent consistency models (Luo et al. 2023): one denoiser call a step, no negative prompt. */
export class LatentConsistencyPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const texts = yield* encodePrompts(this.parts.text, [positiveText(request)], request);
    const timestepCond = this.#embedGuidance(request.guidanceScale);
    const conditions = texts.map((text) => ({ ...text, timestepCond }));
    const predict = guidedPrediction(this.parts.denoiser, conditions, request);
    // A lower strength shortens the list that the timesteps are picked from; their number stays.
    const run = { steps: request.steps, strength: request.input?.strength ?? 1 };
    for (const [picture, noise] of request.noises.entries()) {
      const sampler = request.sampling.kind.create(request.sampling.config, run);
      const start = await startLatents(this.parts, { request, sampler, noise, firstCall: 0 });
      const latents = yield* denoise({ picture, sampler, noise, start, predict, signal: request.signal });
      yield* decodePicture(this.parts.vaeDecoder, latents, { picture, timesteps: sampler.timesteps });
    }
  }

  #embedGuidance(guidanceScale: number): { readonly data: Float32Array; readonly dims: readonly number[] } {
    const { denoiser, facts } = this.parts;
    const fixed = denoiser.port('timestepCond')?.shape[1];
    const configured = numberOf(facts.denoiserConfig, 'time_cond_proj_dim') ?? EMBEDDING_LENGTH;
    const length = typeof fixed === 'number' ? fixed : configured;
    return { data: guidanceEmbedding(guidanceScale, length), dims: [1, length] };
  }
}
