import { Tokenizer } from '@huggingface/tokenizers';
import { tokenText } from './special-tokens.js';

type JsonRecord = Readonly<Record<string, unknown>>;

/** The files of a tokenizer folder, parsed; those that are absent are undefined. */
export interface SentenceTokenizerFiles {
  readonly tokenizer: JsonRecord | undefined;
  readonly specialTokensMap: JsonRecord | undefined;
  readonly config: JsonRecord | undefined;
}

/** A text as T5 and Gemma take it. */
export interface TokenizedSentence {
  readonly ids: readonly number[];
  /** 1 for a token of the text, 0 for padding. */
  readonly mask: readonly number[];
  /** The end of the text that did not fit; empty when all of it did. */
  readonly dropped: string;
}

const DEFAULT_PAD = '<pad>';

/** A word that no vocabulary takes for a special token: shows what is put around a text. */
const PROBE = 'a';

/** The SentencePiece tokenizers of T5 and Gemma, from their `tokenizer.json`. */
export class SentenceTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #before: readonly number[];
  readonly #after: readonly number[];
  readonly #pad: number;

  /** @throws TypeError without `tokenizer.json` */
  constructor({ tokenizer, specialTokensMap, config }: SentenceTokenizerFiles) {
    if (tokenizer === undefined) throw new TypeError('the tokenizer needs tokenizer.json');
    this.#tokenizer = new Tokenizer(tokenizer, config ?? {});
    const [inner = -1] = this.#tokenizer.encode(PROBE, { add_special_tokens: false }).ids;
    const outer = this.#tokenizer.encode(PROBE).ids;
    const length = this.#tokenizer.encode(PROBE, { add_special_tokens: false }).ids.length;
    this.#before = outer.slice(0, outer.indexOf(inner));
    this.#after = outer.slice(this.#before.length + length);
    const pad = tokenText(specialTokensMap?.['pad_token'] ?? config?.['pad_token']) ?? DEFAULT_PAD;
    this.#pad = this.#tokenizer.token_to_id(pad) ?? 0;
  }

  /** How many tokens a text has, special ones included. */
  count(text: string): number {
    return this.#tokenizer.encode(text).ids.length;
  }

  /** Cuts a long text, keeping the special tokens around it; pads a short one on the right. */
  encode(text: string, length: number): TokenizedSentence {
    const tokens = this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
    const kept = tokens.slice(0, length - this.#before.length - this.#after.length);
    const ids = [...this.#before, ...kept, ...this.#after];
    const rest = tokens.slice(kept.length);
    return {
      ids: Array.from({ length }, (_, i) => ids[i] ?? this.#pad),
      mask: Array.from({ length }, (_, i) => (i < ids.length ? 1 : 0)),
      dropped: rest.length === 0 ? '' : this.#tokenizer.decode(rest).trim(),
    };
  }
}
