import { encodePrompts } from '../encode-prompts.js';
import { guidanceEmbedding } from '../guidance-embedding.js';
import { guidedPrediction } from '../guided-prediction.js';
import { numberOf } from '../config-values.js';
import { paintPictures } from '../paint-pictures.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { mapConditions } from '../scheduled-condition.js';
import { positiveText } from '../text/prompt-texts.js';

/** Length of the guidance embedding where neither the export nor its config tells. */
const EMBEDDING_LENGTH = 256;

/** Latent consistency models (Luo et al. 2023): one denoiser call a step, no negative prompt. */
export class LatentConsistencyPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const texts = yield* encodePrompts(this.parts.text, [positiveText(request)], request);
    const timestepCond = this.#embedGuidance(request.guidanceScale);
    const conditions = mapConditions(texts, (text) => ({ ...text, timestepCond }));
    const predict = guidedPrediction(this.parts.denoiser, conditions, request);
    yield* paintPictures(this.parts, request, (pass) => {
      // A lower strength shortens the list that the timesteps are picked from; their number stays.
      const run = { strength: pass.input?.strength ?? 1, ...pass };
      return { sampler: pass.sampling.kind.create(pass.sampling.config, run), firstCall: 0, predict };
    });
  }

  #embedGuidance(guidanceScale: number): { readonly data: Float32Array; readonly dims: readonly number[] } {
    const { denoiser, facts } = this.parts;
    const fixed = denoiser.port('timestepCond')?.shape[1];
    const configured = numberOf(facts.denoiserConfig, 'time_cond_proj_dim') ?? EMBEDDING_LENGTH;
    const length = typeof fixed === 'number' ? fixed : configured;
    return { data: guidanceEmbedding(guidanceScale, length), dims: [1, length] };
  }
}
