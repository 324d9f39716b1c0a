import { Tokenizer } from '@huggingface/tokenizers';
import {
  addedTokens,
  buildClipTokenizerJson,
  tokenId,
  type SpecialTokens,
  type Vocabulary,
} from './clip-tokenizer-json.js';
import { readSpecialTokens } from './special-tokens.js';

/** CLIP's context length, for a tokenizer that does not say. */
const CLIP_LENGTH = 77;

/** transformers writes 10^30 for "no limit". */
const LARGEST_REAL_LENGTH = 100_000;

/** The files of a tokenizer folder, parsed; those that are absent are undefined. */
export interface TokenizerFiles {
  readonly tokenizer: Readonly<Record<string, unknown>> | undefined;
  readonly vocabulary: Vocabulary | undefined;
  readonly merges: string | undefined;
  readonly specialTokensMap: Readonly<Record<string, unknown>> | undefined;
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

/** A text as the text encoder takes it. */
export interface TokenizedText {
  /** bos, the text, eos, padding: as many as `ClipTokenizer.maxLength`. */
  readonly ids: readonly number[];
  /** The end of the text that did not fit; empty when all of it did. */
  readonly dropped: string;
}

/** The tokenizer of CLIP text encoders. */
export class ClipTokenizer {
  /** Length of every result, bos and eos included. */
  readonly maxLength: number;
  readonly #tokenizer: Tokenizer;
  readonly #bos: number;
  readonly #eos: number;
  readonly #pad: number;

  /** @throws TypeError when the files do not make a CLIP tokenizer */
  constructor(files: TokenizerFiles) {
    const special = readSpecialTokens(files.specialTokensMap, files.config);
    const { json, vocabulary } = tokenizerJson(files, special);
    this.#tokenizer = new Tokenizer(json, files.config ?? {});
    this.#bos = tokenId(vocabulary, special.bos);
    this.#eos = tokenId(vocabulary, special.eos);
    this.#pad = tokenId(vocabulary, special.pad);
    const length = files.config?.['model_max_length'];
    this.maxLength = typeof length === 'number' && length < LARGEST_REAL_LENGTH ? length : CLIP_LENGTH;
  }

  /** Tokens of a text that one result has room for, beside bos and eos. */
  get room(): number {
    return this.maxLength - 2;
  }

  /** The id of a comma; undefined in a vocabulary without. */
  get comma(): number | undefined {
    const ids = this.tokenize(',');
    return ids.length === 1 ? ids[0] : undefined;
  }

  /** The ids of a text, as many as it has: neither bos, eos nor padding. */
  tokenize(text: string): readonly number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /**
   * Puts bos before, eos and padding behind.
   *
   * @param tokens at most {@link room}
   */
  frame(tokens: readonly number[]): readonly number[] {
    const padding = Array.from({ length: this.room - tokens.length }, () => this.#pad);
    return [this.#bos, ...tokens, this.#eos, ...padding];
  }

  /** The text of some tokens, as nearly as the vocabulary tells. */
  decode(tokens: readonly number[]): string {
    return tokens.length === 0 ? '' : this.#tokenizer.decode([...tokens]).trim();
  }

  /** Cuts a long text to bos, `room` tokens and eos; pads a short one on the right. */
  encode(text: string): TokenizedText {
    const tokens = this.tokenize(text);
    return {
      ids: this.frame(tokens.slice(0, this.room)),
      dropped: this.decode(tokens.slice(this.room)),
    };
  }
}

interface TokenizerJson {
  readonly json: Readonly<Record<string, unknown>>;
  readonly vocabulary: Vocabulary;
}

function tokenizerJson(files: TokenizerFiles, special: SpecialTokens): TokenizerJson {
  const { tokenizer, vocabulary, merges } = files;
  if (tokenizer !== undefined) {
    const own = withAddedTokens(readVocabulary(tokenizer), tokenizer['added_tokens']);
    return { json: withSpecialTokens(tokenizer, own, special), vocabulary: own };
  }
  if (vocabulary === undefined || merges === undefined) {
    throw new TypeError('the tokenizer needs tokenizer.json, or vocab.json and merges.txt');
  }
  return { json: buildClipTokenizerJson(vocabulary, merges, special), vocabulary };
}

function readVocabulary(tokenizer: Readonly<Record<string, unknown>>): Vocabulary {
  const model = tokenizer['model'];
  if (typeof model === 'object' && model !== null && 'vocab' in model) return model.vocab as Vocabulary;
  throw new TypeError('tokenizer.json has no model.vocab');
}

interface TokenEntry {
  readonly id: number;
  readonly content: string;
}

function withAddedTokens(vocabulary: Vocabulary, added: unknown): Vocabulary {
  const entries = Array.isArray(added) ? (added as readonly TokenEntry[]) : [];
  return { ...vocabulary, ...Object.fromEntries(entries.map(({ content, id }) => [content, id])) };
}

/** Tokens that `special_tokens_map.json` names are special even where `tokenizer.json` does not say so. */
function withSpecialTokens(
  tokenizer: Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
  special: SpecialTokens,
): Readonly<Record<string, unknown>> {
  const added = tokenizer['added_tokens'];
  const present = Array.isArray(added) ? (added as readonly TokenEntry[]) : [];
  const missing = addedTokens(vocabulary, special).filter(
    ({ content }) => !present.some((entry) => entry.content === content),
  );
  return { ...tokenizer, added_tokens: [...present, ...missing] };
}
