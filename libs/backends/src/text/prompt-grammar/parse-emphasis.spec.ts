import { describe, expect, it } from 'vitest';
import { parseEmphasis } from './parse-emphasis.js';

/** Sections as pairs of text and weight, rounded to what a reader can check. */
function read(prompt: string): readonly (readonly (readonly [string, number])[])[] {
  return parseEmphasis(prompt).map((section) =>
    section.map(({ text, weight }) => [text, Number(weight.toFixed(6))] as const),
  );
}

describe('emphasis', () => {
  it.each<[prompt: string, expected: readonly (readonly [string, number])[]]>([
    ['', []],
    ['a red cube', [['a red cube', 1]]],
    [
      'a (red) cube',
      [
        ['a ', 1],
        ['red', 1.1],
        [' cube', 1],
      ],
    ],
    ['(red:1.3)', [['red', 1.3]]],
    ['(red : 0.5 )', [['red ', 0.5]]],
    ['(red:.5)', [['red', 0.5]]],
    ['(red:-1)', [['red', -1]]],
    ['(red:0)', [['red', 0]]],
    ['[red]', [['red', 0.909091]]],
    ['((red))', [['red', 1.21]]],
    ['[[red]]', [['red', 0.826446]]],
    ['([red])', [['red', 1]]],
    ['((red:1.5))', [['red', 1.65]]],
    [
      '(a (red:2) cube:1.5)',
      [
        ['a ', 1.5],
        ['red', 3],
        [' cube', 1.5],
      ],
    ],
  ])('%j', (prompt, expected) => {
    expect(read(prompt)).toEqual([expected]);
  });

  it('joins neighbours that count alike', () => {
    expect(read('(red) (cube:1.1)')).toEqual([
      [
        ['red', 1.1],
        [' ', 1],
        ['cube', 1.1],
      ],
    ]);
    expect(read('(red)(cube:1.1)')).toEqual([[['redcube', 1.1]]]);
  });
});

describe('brackets that are text', () => {
  it.each([
    ['\\(red\\)', '(red)'],
    ['\\[red\\]', '[red]'],
    ['a\\\\b', 'a\\b'],
    ['red) cube]', 'red) cube]'],
    ['16:9, f:1.8', '16:9, f:1.8'],
    ['red:1.3)', 'red:1.3)'],
    ['a \\: b \\| c', 'a : b | c'],
    ['the end\\', 'the end'],
  ])('%j', (prompt, text) => {
    expect(read(prompt)).toEqual([[[text, 1]]]);
  });

  it('are escaped inside of others, too', () => {
    expect(read('(smile \\(happy\\):1.2)')).toEqual([[['smile (happy)', 1.2]]]);
  });

  it('with a number that is none stay together as text', () => {
    expect(read('(red:1.2.3)')).toEqual([[['red:1.2.3', 1.1]]]);
    expect(read('(a:b)')).toEqual([[['a:b', 1.1]]]);
  });
});

describe('brackets without an end', () => {
  it('reach to the end of the prompt', () => {
    expect(read('a (red cube')).toEqual([
      [
        ['a ', 1],
        ['red cube', 1.1],
      ],
    ]);
    expect(read('a [red cube')).toEqual([
      [
        ['a ', 1],
        ['red cube', 0.909091],
      ],
    ]);
  });

  it('may overlap: each closes its own kind', () => {
    expect(read('(a [b) c]')).toEqual([
      [
        ['a ', 1.1],
        ['b', 1],
        [' c', 0.909091],
      ],
    ]);
  });

  it('do not slow a hostile prompt down', () => {
    expect(parseEmphasis('('.repeat(4000))).toEqual([[]]);
    expect(parseEmphasis(`${'('.repeat(1300)}a${')'.repeat(1300)}`)[0]).toHaveLength(1);
  });
});

describe('BREAK', () => {
  it('ends a section', () => {
    expect(read('a red cube BREAK a (green:1.2) ball')).toEqual([
      [['a red cube ', 1]],
      [
        [' a ', 1],
        ['green', 1.2],
        [' ball', 1],
      ],
    ]);
  });

  it('lets emphasis reach over it', () => {
    expect(read('(red BREAK green:1.2)')).toEqual([[['red ', 1.2]], [[' green', 1.2]]]);
  });

  it('makes empty sections where it stands alone', () => {
    expect(read('BREAK BREAK cube')).toEqual([[], [[' ', 1]], [[' cube', 1]]]);
  });

  it.each(['BREAKFAST', 'OUTBREAK', 'break', 'BREAK_IN'])('is not part of %s', (word) => {
    expect(read(word)).toEqual([[[word, 1]]]);
  });
});

describe('marks of others', () => {
  it.each(['<lora:style:0.8>', 'embedding:style', '__wildcard__', '{red|green}'])('%s is text', (mark) => {
    expect(read(`a cube ${mark}`)).toEqual([[[`a cube ${mark}`, 1]]]);
  });

  it('stay whole inside of brackets', () => {
    expect(read('(cube <lora:style:0.8>:1.2)')).toEqual([[['cube <lora:style:0.8>', 1.2]]]);
  });
});
