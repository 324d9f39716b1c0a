import type { WarningEvent } from '@cyberimage/core';
import type { Tensor } from '../../runtime/tensor.js';
import type { ClipTokenizer } from '../../text/clip-tokenizer.js';
import type { ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import { TextEncoder } from '../networks/text-encoder.js';
import { loadClipTokenizer } from './load-tokenizer.js';

const HIDDEN_STATES_MISSING: WarningEvent = {
  type: 'warning',
  code: 'hidden-states-missing',
  message:
    "a text encoder of this export gives only its last hidden states: pictures are near the original model's, not the same",
};

/** What one of several CLIP encoders makes of a text. */
export interface ClipEncoding {
  /** Hidden states before the last layer, without the final norm, `[1, tokens, width]`. */
  readonly hidden: Tensor;
  /** The text as one vector, `[1, width]`. */
  readonly pooled: Tensor;
  /** The end of the text that did not fit. */
  readonly dropped: string;
}

/** One of the CLIP encoders of a model with several (SDXL, SD 3, FLUX). */
export class ClipBranch {
  readonly #tokenizer: ClipTokenizer;
  readonly #encoder: TextEncoder;

  constructor(tokenizer: ClipTokenizer, encoder: TextEncoder) {
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
  }

  /** @param suffix of its folders: none or `_2` */
  static async load({ folder }: ModelFacts, open: OpenNetwork, suffix: '' | '_2'): Promise<ClipBranch> {
    const tokenizer = await loadClipTokenizer(folder, `tokenizer${suffix}`);
    return new ClipBranch(tokenizer, new TextEncoder(await open(`text_encoder${suffix}`)));
  }

  /** Told with the prompt where the export lacks the hidden states that the model was trained with. */
  get warning(): WarningEvent | undefined {
    return this.#encoder.hasHiddenStates ? undefined : HIDDEN_STATES_MISSING;
  }

  /** @param clipSkip layers to leave out beside the last */
  async encode(text: string, clipSkip: number): Promise<ClipEncoding> {
    const { ids, dropped } = this.#tokenizer.encode(text);
    const outputs = [this.#encoder.hiddenState(clipSkip + 1), this.#encoder.pooled];
    const [hidden, pooled] = await this.#encoder.encode({ ids }, outputs);
    if (hidden === undefined || pooled === undefined) throw new RangeError('an encoder without an answer');
    return { hidden, pooled, dropped };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
  }
}
