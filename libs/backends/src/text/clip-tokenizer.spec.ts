import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIXTURES, readOracle } from '../testing/read-oracle.js';
import { ClipTokenizer, type TokenizerFiles } from './clip-tokenizer.js';

interface TokenCase {
  readonly prompt: string;
  readonly ids?: readonly number[];
  readonly ids_77: readonly number[];
}
interface TokenOracle {
  readonly tiny: Readonly<Record<string, { readonly cases: readonly TokenCase[] }>>;
}

const oracle = readOracle('tokens.json') as TokenOracle;
const folder = new URL('models/sd15/tokenizer/', FIXTURES);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const json = (name: string) => JSON.parse(text(name)) as Readonly<Record<string, unknown>>;

const whole: TokenizerFiles = {
  tokenizer: json('tokenizer.json'),
  vocabulary: undefined,
  merges: undefined,
  specialTokensMap: json('special_tokens_map.json'),
  config: json('tokenizer_config.json'),
};
const parts: TokenizerFiles = {
  ...whole,
  tokenizer: undefined,
  vocabulary: json('vocab.json') as Readonly<Record<string, number>>,
  merges: text('merges.txt'),
};
const letters = (value: string) => value.replaceAll(' ', '');
const exclamation = { pad_token: '!' };

describe.each([
  ['tokenizer.json', 'clip_pad_endoftext', whole],
  ['vocab.json and merges.txt', 'clip_pad_endoftext', parts],
  [
    'tokenizer.json with the pad token "!"',
    'clip_pad_exclamation',
    { ...whole, specialTokensMap: exclamation },
  ],
  ['vocab.json with the pad token "!"', 'clip_pad_exclamation', { ...parts, specialTokensMap: exclamation }],
])('CLIP tokens from %s', (_, name, files) => {
  const tokenizer = new ClipTokenizer(files);

  it.each(oracle.tiny[name]?.cases ?? [])('$prompt', ({ prompt, ids_77: expected }) => {
    expect(tokenizer.encode(prompt).ids).toEqual(expected);
  });
});

describe('CLIP tokens', () => {
  it('cuts what is too long and tells what was dropped', () => {
    const words = `${'a red cube on a green table, '.repeat(12)}under a silver moon`;
    const { ids, dropped } = new ClipTokenizer(whole).encode(words);
    expect(ids).toHaveLength(77);
    expect(ids.at(-1)).toBe(646);
    expect(letters(words).endsWith(letters(dropped))).toBe(true);
    expect(dropped).toMatch(/under a silver moon$/);
  });

  it('honours model_max_length', () => {
    const tokenizer = new ClipTokenizer({ ...whole, config: { model_max_length: 32 } });
    expect(tokenizer.encode('a photo of a cat').ids).toHaveLength(32);
  });

  it('takes no length for the limit that transformers writes for none', () => {
    const tokenizer = new ClipTokenizer({ ...whole, config: { model_max_length: 1e30 } });
    expect(tokenizer.maxLength).toBe(77);
  });

  it('says which files are missing', () => {
    const files = { ...whole, tokenizer: undefined };
    expect(() => new ClipTokenizer(files)).toThrow('needs tokenizer.json, or vocab.json and merges.txt');
  });

  it('says which token the vocabulary lacks', () => {
    const files = { ...parts, specialTokensMap: { pad_token: '<pad>' } };
    expect(() => new ClipTokenizer(files)).toThrow('no token "<pad>"');
  });
});
