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

  it('does not count capitals and marks behind a word, and shows it as it became', () => {
    expect(wordDifference('a cat', 'A cat, rain.')).toEqual([
      { kind: 'same', text: 'A cat,' },
      { kind: 'added', text: 'rain.' },
    ]);
    expect(wordDifference('(cat:1.2) ,', 'cat ,')).toEqual([
      { kind: 'removed', text: '(cat:1.2)' },
      { kind: 'added', text: 'cat' },
      { kind: 'same', text: ',' },
    ]);
  });

  it('has nothing to mark in equal texts, and everything in a new one', () => {
    expect(wordDifference('a  cat', 'a cat')).toEqual([{ kind: 'same', text: 'a cat' }]);
    expect(wordDifference('', 'a cat')).toEqual([{ kind: 'added', text: 'a cat' }]);
  });
});
