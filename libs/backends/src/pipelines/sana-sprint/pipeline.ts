import { divide } from '../../numerics/float32-vector.js';
import { numberOf } from '../config-values.js';
import { encodePrompts } from '../encode-prompts.js';
import { paintPictures } from '../paint-pictures.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { LatentColours, Latents, PipelineEvent, PipelineRequest } from '../pipeline.js';
import { mapConditions, type ScheduledCondition } from '../scheduled-condition.js';
import { flowFirstCall } from '../start-latents.js';
import { positiveText } from '../text/prompt-texts.js';
import { trigFlowPrediction } from './prediction.js';

/** What the released models have, for exports without config.json. */
const GUIDANCE_EMBEDS_SCALE = 0.1;

/** Standard deviation of the samples in TrigFlow, where the scheduler's config does not say. */
const SIGMA_DATA = 0.5;

/** Sana Sprint (Chen et al. 2025): Sana distilled to two steps, guidance as an input. */
export class SanaSprintPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const texts = yield* encodePrompts(this.parts.text, [positiveText(request)], request);
    const predict = trigFlowPrediction(this.parts.denoiser, this.#guided(texts, request), this.#sigmaData);
    const toLatents = (sample: Latents) => ({ ...sample, data: divide(sample.data, this.#sigmaData) });
    yield* paintPictures(this.parts, request, (pass) => {
      const sampler = pass.sampling.kind.create(pass.sampling.config, pass);
      return { sampler, firstCall: flowFirstCall(pass, sampler.order), predict, toLatents };
    });
  }

  /** Steps tell of samples, which are latents times σ_data. */
  override async previewMap(): Promise<LatentColours> {
    const { matrix, bias } = await super.previewMap();
    const unscale = (value: number): number => value / this.#sigmaData;
    return { matrix: matrix.map(([r, g, b]) => [unscale(r), unscale(g), unscale(b)]), bias };
  }

  get #sigmaData(): number {
    return this.parts.facts.schedulerConfig.number('sigma_data', SIGMA_DATA);
  }

  #guided(texts: readonly ScheduledCondition[], { guidanceScale }: PipelineRequest): ScheduledCondition {
    const embedsScale = numberOf(this.parts.facts.denoiserConfig, 'guidance_embeds_scale');
    const guidance = guidanceScale * (embedsScale ?? GUIDANCE_EMBEDS_SCALE);
    const input = { data: Float32Array.of(guidance), dims: [1] };
    const [scheduled] = mapConditions(texts, (text) => ({ ...text, guidance: input }));
    if (scheduled === undefined) throw new RangeError('the denoiser needs a condition');
    return scheduled;
  }
}
