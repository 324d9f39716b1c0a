import { describe, expect, it } from 'vitest';
import { chunkTokens } from './chunk-tokens.js';

const ROOM = 75;
const COMMA = 7;

/** Tokens 100, 101, …, with a comma at some places. */
function tokens(length: number, ...commas: readonly number[]) {
  return Array.from({ length }, (_, i) => ({ id: commas.includes(i) ? COMMA : 100 + i, weight: 1 }));
}

function lengths(sections: Parameters<typeof chunkTokens>[0]): readonly number[] {
  return chunkTokens(sections, ROOM, COMMA).map(({ length }) => length);
}

describe('chunkTokens', () => {
  it('keeps what fits together', () => {
    expect(lengths([[]])).toEqual([0]);
    expect(lengths([tokens(75)])).toEqual([75]);
  });

  it('cuts at 75 without a comma near the end', () => {
    expect(lengths([tokens(76)])).toEqual([75, 1]);
    expect(lengths([tokens(160, 54)])).toEqual([75, 75, 10]);
  });

  it('cuts behind a comma among the last 20', () => {
    expect(lengths([tokens(100, 30, 55)])).toEqual([56, 44]);
    expect(lengths([tokens(100, 60, 70)])).toEqual([71, 29]);
    expect(lengths([tokens(100, 74)])).toEqual([75, 25]);
  });

  it('cuts before a comma that would not fit', () => {
    expect(lengths([tokens(100, 60, 75)])).toEqual([75, 25]);
  });

  it('looks anew in every chunk', () => {
    expect(lengths([tokens(200, 70, 140)])).toEqual([71, 70, 59]);
  });

  it('loses no token and keeps their order', () => {
    const all = tokens(500, 70, 80, 133, 200, 290, 380);
    expect(chunkTokens([all], ROOM, COMMA).flat()).toEqual(all);
  });

  it('begins a chunk with each section', () => {
    expect(lengths([tokens(3), tokens(80), tokens(2)])).toEqual([3, 75, 5, 2]);
    expect(lengths([[], tokens(3), [], tokens(1)])).toEqual([0, 3, 0, 1]);
  });

  it('makes no empty chunk of a section at the end', () => {
    expect(lengths([tokens(3), []])).toEqual([3]);
  });

  it('does without a comma in the vocabulary', () => {
    const chunks = chunkTokens([tokens(100, 70)], ROOM, undefined);
    expect(chunks.map(({ length }) => length)).toEqual([75, 25]);
  });
});
