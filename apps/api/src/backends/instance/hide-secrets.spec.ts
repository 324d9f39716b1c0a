import { expect, it } from 'vitest';
import { secretHider } from './hide-secrets.js';

it('takes secrets out of texts at any depth, and leaves everything else alone', () => {
  const data = Uint8Array.of(1, 2);
  const hide = secretHider(['pass/word', 'pass/word-2']);
  expect(
    hide({ a: ['key pass/word-2!', { b: 'x=pass%2Fword' }], data, seed: 5n, none: null, count: 1 }),
  ).toEqual({ a: ['key [secret]!', { b: 'x=[secret]' }], data, seed: 5n, none: null, count: 1 });
  expect((hide({ data }) as { data: unknown }).data).toBe(data);
});

it('does not look for what is too short to be told from words', () => {
  expect(secretHider(['', 'cat'])('a cat')).toBe('a cat');
});
