import type { ModelParts } from './model-parts.js';
import type { LatentColours, Pipeline, PipelineEvent, PipelineRequest } from './pipeline.js';
import { findLatentColours } from './preview/find-latent-colours.js';

/** What every family's pipeline shares: all but the recipe. */
export abstract class PartsPipeline implements Pipeline {
  protected readonly parts: ModelParts;

  constructor(parts: ModelParts) {
    this.parts = parts;
  }

  abstract run(request: PipelineRequest): AsyncGenerator<PipelineEvent>;

  previewMap(): Promise<LatentColours> {
    return findLatentColours(this.parts);
  }

  release(): Promise<void> {
    return this.parts.release();
  }
}
