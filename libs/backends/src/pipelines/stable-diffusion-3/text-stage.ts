import type { Tensor } from '../../runtime/tensor.js';
import { plainText } from '../../text/prompt-grammar/plain-text.js';
import { numberOf } from '../config-values.js';
import type { FamilyParameters } from '../family-parameters.js';
import type { ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import { ClipBranch } from '../text/clip-branch.js';
import { joinTokens, joinWidths } from '../text/join-tensors.js';
import { T5Branch, type T5Encoding } from '../text/t5-branch.js';
import { chunkWarnings } from '../text/text-warnings.js';
import { clipSkipFor, type EncodedText, type PromptText, type TextStage } from '../text/text-stage.js';

/** Tokens of T5 that SD 3 was trained with. */
export const SEQUENCE_LENGTH = 256;

/** Width of T5 XXL, for exports without config.json. */
const T5_WIDTH = 4096;

/**
 * Two CLIP encoders and T5 (Esser et al. 2024, figure 2): the hidden states of CLIP side by side, filled up
 * to T5's width, then those of T5. A model without T5 runs with zeros in its place.
 */
export class StableDiffusion3TextStage implements TextStage {
  readonly #clips: readonly [ClipBranch, ClipBranch];
  readonly #t5: T5Branch | undefined;
  readonly #width: number;

  constructor(clips: readonly [ClipBranch, ClipBranch], t5: T5Branch | undefined, width: number) {
    this.#clips = clips;
    this.#t5 = t5;
    this.#width = width;
  }

  static async load(facts: ModelFacts, open: OpenNetwork): Promise<StableDiffusion3TextStage> {
    const clips = [await ClipBranch.load(facts, open, ''), await ClipBranch.load(facts, open, '_2')] as const;
    const hasT5 = facts.graphs.includes('text_encoder_3');
    const t5 = hasT5 ? await T5Branch.load(facts, open, '_3') : undefined;
    const width = numberOf(facts.denoiserConfig, 'joint_attention_dim') ?? T5_WIDTH;
    return new StableDiffusion3TextStage(clips, t5, width);
  }

  async encode(prompt: PromptText, parameters: FamilyParameters): Promise<EncodedText> {
    const { text, second, third } = prompt;
    const { emphasis = 'none' } = parameters;
    const firstText = this.#clips[0].chunk(text, emphasis);
    const otherText = this.#clips[1].chunk(second || text, emphasis);
    const chunkCount = Math.max(firstText.chunks.length, otherText.chunks.length);
    const options = { emphasis, clipSkip: clipSkipFor(prompt, parameters), chunkCount };
    const first = await this.#clips[0].encode(firstText, options);
    const other = await this.#clips[1].encode(otherText, options);
    const length = parameters.maxSequenceLength ?? SEQUENCE_LENGTH;
    // The weights count in what the CLIP encoders say.
    const t5 = await this.#encodeT5(plainText(third || text, emphasis).text, length, firstText.dropped);
    const own = prompt.field === 'prompt' ? this.#clips[0].warnings : [];
    const clip = joinWidths([first.hidden, other.hidden], this.#width);
    return {
      condition: {
        context: joinTokens([clip, t5.context]),
        pooled: joinWidths([first.pooled, other.pooled]),
      },
      // What one of them has read has an effect.
      dropped: firstText.dropped === '' ? '' : t5.dropped,
      warnings: [...own, ...chunkWarnings([firstText, otherText])],
    };
  }

  async release(): Promise<void> {
    for (const clip of this.#clips) await clip.release();
    await this.#t5?.release();
  }

  /** @param droppedByClip what has no effect at all where T5 does not read it either */
  async #encodeT5(text: string, length: number, droppedByClip: string): Promise<T5Encoding> {
    if (this.#t5 !== undefined) return this.#t5.encode(text, length);
    const context: Tensor = {
      data: new Float32Array(length * this.#width),
      dims: [1, length, this.#width],
    };
    return { context, dropped: droppedByClip };
  }
}
