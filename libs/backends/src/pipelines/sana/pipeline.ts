import { numberOf } from '../config-values.js';
import type { Predict } from '../denoise.js';
import { encodePrompts } from '../encode-prompts.js';
import { guidedPrediction } from '../guided-prediction.js';
import { paintPictures } from '../paint-pictures.js';
import { PartsPipeline } from '../parts-pipeline.js';
import type { PipelineEvent, PipelineRequest } from '../pipeline.js';
import { flowFirstCall } from '../start-latents.js';
import { guidedTexts } from '../text/prompt-texts.js';

/** Sana (Xie et al. 2024): a linear transformer on latents of a deep-compression autoencoder. */
export class SanaPipeline extends PartsPipeline {
  async *run(request: PipelineRequest): AsyncGenerator<PipelineEvent> {
    const conditions = yield* encodePrompts(this.parts.text, guidedTexts(request), request);
    const predict = this.#scaled(guidedPrediction(this.parts.denoiser, conditions, request));
    yield* paintPictures(this.parts, request, (pass) => {
      const sampler = pass.sampling.kind.create(pass.sampling.config, pass);
      return { sampler, firstCall: flowFirstCall(pass, sampler.order), predict };
    });
  }

  /** Tells the transformer times in its own unit. */
  #scaled(predict: Predict): Predict {
    const scale = numberOf(this.parts.facts.denoiserConfig, 'timestep_scale') ?? 1;
    return (latents, timestep, position) => predict(latents, Math.fround(timestep * scale), position);
  }
}
