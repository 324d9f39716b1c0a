import { flagOf } from '../config-values.js';
import { takesInput, type ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import type { PipelineRequest } from '../pipeline.js';
import { ClipBranch } from '../text/clip-branch.js';
import { T5Branch } from '../text/t5-branch.js';
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
    const clip = await ClipBranch.load(facts, open, '');
    return new FluxTextStage(clip, await T5Branch.load(facts, open, '_2'), sequenceLength(facts));
  }

  async encode({ text, second }: PromptText, request: PipelineRequest): Promise<EncodedText> {
    const { pooled } = await this.#clip.encode(text, 0);
    const length = request.maxSequenceLength ?? this.#length;
    const { context, dropped } = await this.#t5.encode(second || text, length);
    return { condition: { context, pooled }, dropped };
  }

  async release(): Promise<void> {
    await this.#clip.release();
    await this.#t5.release();
  }
}
