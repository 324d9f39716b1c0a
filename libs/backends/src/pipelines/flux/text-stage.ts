import { plainText } from '../../text/prompt-grammar/plain-text.js';
import { flagOf } from '../config-values.js';
import type { FamilyParameters } from '../family-parameters.js';
import { takesInput, type ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import { ClipBranch } from '../text/clip-branch.js';
import { T5Branch } from '../text/t5-branch.js';
import { weightWarnings } from '../text/text-warnings.js';
import type { EncodedText, PromptText, TextStage } from '../text/text-stage.js';

/** Whether the model takes the guidance scale as an input: FLUX.1 dev does, schnell does not. */
export function takesGuidance(facts: ModelFacts): boolean {
  return takesInput(facts, 'guidance') || flagOf(facts.denoiserConfig, 'guidance_embeds') === true;
}

/** Tokens of T5 that the model was trained with. */
export function sequenceLength(facts: ModelFacts): number {
  return takesGuidance(facts) ? 512 : 256;
}

/** T5 for the context, CLIP for the pooled text. */
export class FluxTextStage implements TextStage {
  readonly #clip: ClipBranch;
  readonly #t5: T5Branch;
  readonly #length: number;

  constructor(clip: ClipBranch, t5: T5Branch, length: number) {
    this.#clip = clip;
    this.#t5 = t5;
    this.#length = length;
  }

  static async load(facts: ModelFacts, open: OpenNetwork): Promise<FluxTextStage> {
    const clip = await ClipBranch.load(facts, open, '', 'pooled');
    return new FluxTextStage(clip, await T5Branch.load(facts, open, '_2'), sequenceLength(facts));
  }

  async encode({ text, second }: PromptText, parameters: FamilyParameters): Promise<EncodedText> {
    const { emphasis = 'none', maxSequenceLength = this.#length } = parameters;
    // Of CLIP only the pooled vector is used, which the first chunk gives.
    const options = { emphasis, clipSkip: 0, chunkCount: 1 };
    const { pooled } = await this.#clip.encode(this.#clip.chunk(text, emphasis), options);
    const plain = plainText(second || text, emphasis);
    const { context, dropped } = await this.#t5.encode(plain.text, maxSequenceLength);
    return { condition: { context, pooled }, dropped, warnings: weightWarnings(plain) };
  }

  async release(): Promise<void> {
    await this.#clip.release();
    await this.#t5.release();
  }
}
