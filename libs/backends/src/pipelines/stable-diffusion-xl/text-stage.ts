import type { FamilyParameters } from '../family-parameters.js';
import type { ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import { ClipBranch } from '../text/clip-branch.js';
import { joinWidths } from '../text/join-tensors.js';
import { chunkWarnings } from '../text/text-warnings.js';
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

  async encode(prompt: PromptText, parameters: FamilyParameters): Promise<EncodedText> {
    const { text, second } = prompt;
    const { emphasis = 'none' } = parameters;
    const first = this.#first.chunk(text, emphasis);
    const other = this.#second.chunk(second || text, emphasis);
    const chunkCount = Math.max(first.chunks.length, other.chunks.length);
    const options = { emphasis, clipSkip: clipSkipFor(prompt, parameters), chunkCount };
    const small = await this.#first.encode(first, options);
    const large = await this.#second.encode(other, options);
    const own = prompt.field === 'prompt' ? this.#first.warnings : [];
    return {
      condition: { context: joinWidths([small.hidden, large.hidden]), pooled: large.pooled },
      dropped: first.dropped,
      warnings: [...own, ...chunkWarnings([first, other])],
    };
  }

  async release(): Promise<void> {
    await this.#first.release();
    await this.#second.release();
  }
}
