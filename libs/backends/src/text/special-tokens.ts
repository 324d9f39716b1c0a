import type { SpecialTokens } from './clip-tokenizer-json.js';

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Which tokens begin, end and pad a text. `special_tokens_map.json` wins over `tokenizer_config.json`, as
 * in transformers: the two disagree on the pad token of Stable Diffusion 2.1.
 *
 * @param map `special_tokens_map.json`, if there is one
 * @param config `tokenizer_config.json`, if there is one
 */
export function readSpecialTokens(
  map: JsonRecord | undefined,
  config: JsonRecord | undefined,
): SpecialTokens {
  const read = (key: string, byDefault: string): string =>
    tokenText(map?.[key]) ?? tokenText(config?.[key]) ?? byDefault;
  const eos = read('eos_token', '<|endoftext|>');
  return {
    bos: read('bos_token', '<|startoftext|>'),
    eos,
    unk: read('unk_token', eos),
    pad: read('pad_token', eos),
  };
}

/** A token is written as its text, or as an object with its text as `content`. */
export function tokenText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('content' in value)) return undefined;
  return typeof value.content === 'string' ? value.content : undefined;
}
