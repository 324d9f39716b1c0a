import { describe, expect, it } from 'vitest';

import { wordDifference } from './word-difference';

describe('wordDifference', () => {
  it('keeps what both have and marks the rest', () => {
    expect(wordDifference('a green cat', 'a cinematic photo of a cat')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'green' },
      { kind: 'added', text: 'cinematic photo of a' },
      { kind: 'same', text: 'cat' },
    ]);
  });

  it('has nothing to mark in equal texts, and everything in a new one', () => {
    expect(wordDifference('a  cat', 'a cat')).toEqual([{ kind: 'same', text: 'a cat' }]);
    expect(wordDifference('', 'a cat')).toEqual([{ kind: 'added', text: 'a cat' }]);
  });
});
