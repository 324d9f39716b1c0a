import type { ClipTokenizer } from '../../text/clip-tokenizer.js';
import type { ModelFacts } from '../model-facts.js';
import { TextEncoder } from '../networks/text-encoder.js';
import type { OpenNetwork } from '../model-parts.js';
import { loadClipTokenizer } from './load-tokenizer.js';
import type { EncodedText, PromptText, TextStage } from './text-stage.js';

/** One CLIP encoder: the context is its last hidden states (Stable Diffusion 1.x and 2.x, LCM). */
export class ClipTextStage implements TextStage {
  readonly #tokenizer: ClipTokenizer;
  readonly #encoder: TextEncoder;

  constructor(tokenizer: ClipTokenizer, encoder: TextEncoder) {
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
  }

  static async load({ folder }: ModelFacts, open: OpenNetwork): Promise<ClipTextStage> {
    const tokenizer = await loadClipTokenizer(folder, 'tokenizer');
    return new ClipTextStage(tokenizer, new TextEncoder(await open('text_encoder')));
  }

  async encode({ text }: PromptText): Promise<EncodedText> {
    const { ids, dropped } = this.#tokenizer.encode(text);
    const [context] = await this.#encoder.encode({ ids }, [this.#encoder.lastHiddenState]);
    if (context === undefined) throw new RangeError('a text encoder without an answer');
    return { condition: { context }, dropped };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
  }
}
