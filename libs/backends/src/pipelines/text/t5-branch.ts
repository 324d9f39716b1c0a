import type { Tensor } from '../../runtime/tensor.js';
import type { SentenceTokenizer } from '../../text/sentence-tokenizer.js';
import type { ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import { TextEncoder } from '../networks/text-encoder.js';
import { loadSentenceTokenizer } from './load-tokenizer.js';

/** What T5 makes of a text. */
export interface T5Encoding {
  /** `[1, tokens, width]`; padding included, as the models were trained. */
  readonly context: Tensor;
  /** The end of the text that did not fit. */
  readonly dropped: string;
}

/** The T5 encoder of SD 3 and FLUX. */
export class T5Branch {
  readonly #tokenizer: SentenceTokenizer;
  readonly #encoder: TextEncoder;

  constructor(tokenizer: SentenceTokenizer, encoder: TextEncoder) {
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
  }

  /** @param suffix of its folders */
  static async load({ folder }: ModelFacts, open: OpenNetwork, suffix: '_2' | '_3'): Promise<T5Branch> {
    const tokenizer = await loadSentenceTokenizer(folder, `tokenizer${suffix}`);
    return new T5Branch(tokenizer, new TextEncoder(await open(`text_encoder${suffix}`)));
  }

  /** @param length tokens that the text is cut or padded to, unless the export fixed another number */
  async encode(text: string, length: number): Promise<T5Encoding> {
    const { ids, dropped } = this.#tokenizer.encode(text, this.#encoder.fixedLength ?? length);
    const [context] = await this.#encoder.encode({ ids }, [this.#encoder.lastHiddenState]);
    if (context === undefined) throw new RangeError('an encoder without an answer');
    return { context, dropped };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
  }
}
