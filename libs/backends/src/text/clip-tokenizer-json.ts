/** A token by its text, as `special_tokens_map.json` and `tokenizer.json` spell it. */
export interface SpecialTokens {
  readonly bos: string;
  readonly eos: string;
  readonly unk: string;
  readonly pad: string;
}

/** Ids by token: the content of `vocab.json`. */
export type Vocabulary = Readonly<Record<string, number>>;

/** CLIP's pre-tokeniser: contractions, runs of letters, single digits, runs of other signs. */
const WORD_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

/**
 * The `tokenizer.json` that CLIP repositories mostly lack, made of the files that they have: byte-level BPE
 * with `</w>` at the end of words, over lower-cased NFC text (`CLIPTokenizerFast` of transformers).
 *
 * @param vocabulary `vocab.json`
 * @param merges `merges.txt`, its version line included or not
 * @throws TypeError where the vocabulary lacks one of the special tokens
 */
export function buildClipTokenizerJson(
  vocabulary: Vocabulary,
  merges: string,
  special: SpecialTokens,
): Readonly<Record<string, unknown>> {
  return {
    version: '1.0',
    added_tokens: addedTokens(vocabulary, special),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORD_PATTERN }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: special.unk,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      vocab: vocabulary,
      merges: readMerges(merges),
    },
  };
}

/** An entry of `added_tokens`: matched before BPE sees the text. */
export interface AddedTokenEntry {
  readonly id: number;
  readonly content: string;
  readonly special: true;
  readonly single_word: false;
  readonly lstrip: false;
  readonly rstrip: false;
  readonly normalized: true;
}

/**
 * The special tokens as entries of `added_tokens`. A pad token "!" (Stable Diffusion 2) is among them, so
 * that every "!" of a prompt becomes padding: transformers does the same.
 */
export function addedTokens(vocabulary: Vocabulary, special: SpecialTokens): readonly AddedTokenEntry[] {
  const contents = [...new Set([special.bos, special.eos, special.unk, special.pad])];
  return contents.map((content) => ({
    id: tokenId(vocabulary, content),
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: true,
  }));
}

/** @throws TypeError for a token that the vocabulary lacks */
export function tokenId(vocabulary: Vocabulary, token: string): number {
  const id = vocabulary[token];
  if (id === undefined) throw new TypeError(`the tokenizer's vocabulary has no token "${token}"`);
  return id;
}

function readMerges(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#version'));
}
