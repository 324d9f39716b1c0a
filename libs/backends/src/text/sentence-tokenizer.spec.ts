import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIXTURES, readOracle } from '../testing/read-oracle.js';
import { SentenceTokenizer } from './sentence-tokenizer.js';

interface TokenCase {
  readonly prompt: string;
  readonly ids: readonly number[];
}
interface TokenOracle {
  readonly tiny: Readonly<Record<string, { readonly cases: readonly TokenCase[] }>>;
}

function load(path: string): SentenceTokenizer {
  const json = (name: string) =>
    JSON.parse(readFileSync(new URL(`models/${path}/${name}`, FIXTURES), 'utf8')) as Record<string, unknown>;
  return new SentenceTokenizer({
    tokenizer: json('tokenizer.json'),
    specialTokensMap: json('special_tokens_map.json'),
    config: json('tokenizer_config.json'),
  });
}

/** Emoji joined by U+200D: one unknown token in Python, three in the JavaScript library. */
const JOINED_EMOJI = /\u200d/;

describe.each([
  ['t5', 'sd3/tokenizer_3', 1],
  ['gemma', 'sana/tokenizer', undefined],
])('SentenceTokenizer of %s', (oracle, path, eos) => {
  const tokenizer = load(path);
  const { cases } = (readOracle('tokens.json') as TokenOracle).tiny[oracle] ?? { cases: [] };
  const comparable = cases.filter(({ prompt }) => oracle !== 't5' || !JOINED_EMOJI.test(prompt));

  it.each(comparable.map(({ prompt, ids }) => [prompt, ids] as const))('%j', (prompt, ids) => {
    expect(tokenizer.count(prompt)).toBe(ids.length);
    expect(tokenizer.encode(prompt, ids.length)).toEqual({ ids, mask: ids.map(() => 1), dropped: '' });
  });

  it('pads on the right', () => {
    const { ids, mask } = tokenizer.encode('a photo of a cat', 16);
    const length = tokenizer.count('a photo of a cat');
    expect(ids.slice(length)).toEqual(Array.from({ length: 16 - length }, () => 0));
    expect(mask.slice(length - 1)).toEqual([1, ...Array.from({ length: 16 - length }, () => 0)]);
  });

  it('cuts a long text and tells what fell off', () => {
    const whole = tokenizer.encode('a photo of a cat', 100).ids;
    const { ids, mask, dropped } = tokenizer.encode('a photo of a cat', 4);
    expect(ids).toEqual(eos === undefined ? whole.slice(0, 4) : [...whole.slice(0, 3), eos]);
    expect(mask).toEqual([1, 1, 1, 1]);
    expect(dropped).toMatch(/a cat$/);
  });
});

it('refuses a folder without tokenizer.json', () => {
  const files = { tokenizer: undefined, specialTokensMap: undefined, config: undefined };
  expect(() => new SentenceTokenizer(files)).toThrow('tokenizer.json');
});
