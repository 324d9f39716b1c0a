import type { WarningEvent } from '@cyberimage/core';
import { copyTails } from '../../runtime/graph-tail.js';
import type { Tensor } from '../../runtime/tensor.js';
import type { ClipTokenizer } from '../../text/clip-tokenizer.js';
import type { Emphasis } from '../../text/prompt-grammar/emphasis.js';
import { hasFixedContext, type ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import { TextEncoder } from '../networks/text-encoder.js';
import { encodeChunks } from './encode-chunks.js';
import { readInnerStates } from './encoder-layers.js';
import { loadClipTokenizer } from './load-tokenizer.js';
import { chunkPrompt, emptyChunk, type ChunkedPrompt } from './prompt-chunks.js';

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
}

/** How a text is encoded. */
export interface ClipEncodingOptions {
  readonly emphasis: Emphasis;
  /** Layers to leave out beside the last. */
  readonly clipSkip: number;
  /** As many chunks, filled up with empty ones: several encoders have to agree. */
  readonly chunkCount: number;
}

/** One of the CLIP encoders of a model with several (SDXL, SD 3, FLUX). */
export class ClipBranch {
  readonly #tokenizer: ClipTokenizer;
  readonly #encoder: TextEncoder;
  readonly #hasFixedContext: boolean;

  constructor(tokenizer: ClipTokenizer, encoder: TextEncoder, isContextFixed: boolean) {
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
    this.#hasFixedContext = isContextFixed;
  }

  /**
   * @param suffix of its folders: none or `_2`
   * @param reads whether the model looks at its hidden states, which some exports do not give by themselves
   */
  static async load(
    facts: ModelFacts,
    open: OpenNetwork,
    suffix: '' | '_2',
    reads: 'states' | 'pooled' = 'states',
  ): Promise<ClipBranch> {
    const component = `text_encoder${suffix}`;
    const tokenizer = await loadClipTokenizer(facts.folder, `tokenizer${suffix}`);
    const inner = reads === 'states' ? await readInnerStates(facts.folder.graph(component)) : [];
    const network = inner.length === 0 ? open(component) : open(component, copyTails(inner));
    return new ClipBranch(tokenizer, new TextEncoder(await network), hasFixedContext(facts));
  }

  /** Told with the prompt where the export lacks the hidden states that the model was trained with. */
  get warnings(): readonly WarningEvent[] {
    return this.#encoder.hasHiddenStates ? [] : [HIDDEN_STATES_MISSING];
  }

  chunk(text: string, emphasis: Emphasis): ChunkedPrompt {
    return chunkPrompt(this.#tokenizer, text, emphasis, this.#hasFixedContext);
  }

  /** @param prompt of {@link chunk}; its chunks beyond `chunkCount` have no effect */
  async encode(
    { chunks }: ChunkedPrompt,
    { emphasis, clipSkip, chunkCount }: ClipEncodingOptions,
  ): Promise<ClipEncoding> {
    const filled = Array.from({ length: chunkCount }, (_, i) => chunks[i] ?? emptyChunk(this.#tokenizer));
    const ports = { hidden: this.#encoder.hiddenState(clipSkip + 1), pooled: this.#encoder.pooled };
    const { hidden, pooled } = await encodeChunks(this.#encoder, filled, { emphasis, ...ports });
    if (pooled === undefined) throw new RangeError('an encoder without an answer');
    return { hidden, pooled };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
  }
}
