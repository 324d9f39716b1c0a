import type { ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import type { PipelineRequest } from '../pipeline.js';
import { ClipBranch } from '../text/clip-branch.js';
import { joinWidths } from '../text/join-tensors.js';
import { clipSkipFor, type EncodedText, type PromptText, type TextStage } from '../text/text-stage.js';

/**
 * The two CLIP encoders of SDXL (Podell et al. 2023, section 2.1): their hidden states side by side, and
 * the second one's pooled text.
 */
export class StableDiffusionXlTextStage implements TextStage {
  readonly #first: ClipBranch;
  readonly #second: ClipBranch;

  constructor(first: ClipBranch, second: ClipBranch) {
    this.#first = first;
    this.#second = second;
  }

  static async load(facts: ModelFacts, open: OpenNetwork): Promise<StableDiffusionXlTextStage> {
    const first = await ClipBranch.load(facts, open, '');
    return new StableDiffusionXlTextStage(first, await ClipBranch.load(facts, open, '_2'));
  }

  async encode(prompt: PromptText, request: PipelineRequest): Promise<EncodedText> {
    const { text, second } = prompt;
    const clipSkip = clipSkipFor(prompt, request);
    const small = await this.#first.encode(text, clipSkip);
    const large = await this.#second.encode(second || text, clipSkip);
    const context = joinWidths([small.hidden, large.hidden]);
    const { warning } = this.#first;
    return {
      condition: { context, pooled: large.pooled },
      dropped: small.dropped,
      ...(warning !== undefined && prompt.field === 'prompt' && { warning }),
    };
  }

  async release(): Promise<void> {
    await this.#first.release();
    await this.#second.release();
  }
}
