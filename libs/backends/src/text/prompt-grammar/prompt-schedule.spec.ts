import { describe, expect, it } from 'vitest';
import { scheduleTexts } from './prompt-schedule.js';

/** Steps as `text × how often`, in order. */
function runs(prompt: string, steps: number): readonly string[] {
  const counted: [string, number][] = [];
  for (const text of scheduleTexts(prompt, { steps })) {
    const last = counted.at(-1);
    if (last?.[0] === text) last[1]++;
    else counted.push([text, 1]);
  }
  return counted.map(([text, count]) => `${count} × ${text}`);
}

describe('prompt editing', () => {
  it.each<[prompt: string, expected: readonly string[]]>([
    ['a [cat:dog:0.5]', ['5 × a cat', '5 × a dog']],
    ['a [cat:dog:3]', ['3 × a cat', '7 × a dog']],
    ['a [cat:dog:.25]', ['2 × a cat', '8 × a dog']],
    ['a [cat:dog: 0.5 ]', ['5 × a cat', '5 × a dog']],
    ['a cat[ in the rain:0.4]', ['4 × a cat', '6 × a cat in the rain']],
    ['a cat[ in the rain::0.4]', ['4 × a cat in the rain', '6 × a cat']],
    ['[cat:dog:0]', ['10 × dog']],
    ['[cat:dog:0.0]', ['10 × dog']],
    ['[cat:dog:1.0]', ['10 × cat']],
    ['[cat:dog:99]', ['10 × cat']],
    ['[cat:dog:-1]', ['10 × dog']],
    ['[cat:dog:1]', ['1 × cat', '9 × dog']],
    ['[[cat:dog:2]:bird:6]', ['2 × cat', '4 × dog', '4 × bird']],
    ['[cat:[dog:bird:6]:2]', ['2 × cat', '4 × dog', '4 × bird']],
    ['[a:b:2] [c:d:6]', ['2 × a c', '4 × b c', '4 × b d']],
  ])('%s', (prompt, expected) => {
    expect(runs(prompt, 10)).toEqual(expected);
  });

  it('leaves emphasis inside as it is', () => {
    expect(runs('a [(red:1.3):(green:0.8) [pale]:0.5] cube', 4)).toEqual([
      '2 × a (red:1.3) cube',
      '2 × a (green:0.8) [pale] cube',
    ]);
  });

  it('works inside of emphasis', () => {
    expect(runs('(a [cat:dog:0.5]:1.2)', 2)).toEqual(['1 × (a cat:1.2)', '1 × (a dog:1.2)']);
  });
});

describe('alternation', () => {
  it('takes turns', () => {
    expect(scheduleTexts('a [cat|dog|bird]', { steps: 5 })).toEqual([
      'a cat',
      'a dog',
      'a bird',
      'a cat',
      'a dog',
    ]);
  });

  it('may have nothing for a turn', () => {
    expect(scheduleTexts('a [red |]cube', { steps: 3 })).toEqual(['a red cube', 'a cube', 'a red cube']);
  });

  it('mixes with editing', () => {
    expect(scheduleTexts('[[a|b]:c:3]', { steps: 5 })).toEqual(['a', 'b', 'a', 'c', 'c']);
    expect(scheduleTexts('[[a:b:2]|c]', { steps: 4 })).toEqual(['a', 'c', 'b', 'c']);
  });
});

describe('square brackets that say nothing of steps', () => {
  it.each([
    'a [red] cube',
    'a [[red]] cube',
    '[a:b]',
    '[a:b:c]',
    '[a:b:c:0.5]',
    '[a:b|c]',
    '\\[cat:dog:0.5\\]',
    '[cat:dog:0.5',
    'cat:dog:0.5]',
    '[cat\\:dog\\:0.5]',
    '[<lora:one:0.5>:<lora:two:0.5>:0.5]',
    'a|b',
    '[',
    'a\\',
    '',
  ])('%j stays', (prompt) => {
    expect(new Set(scheduleTexts(prompt, { steps: 3 }))).toEqual(new Set([prompt]));
  });

  it('hold editing all the same', () => {
    expect(runs('[pale [cat:dog:1]]', 2)).toEqual(['1 × [pale cat]', '1 × [pale dog]']);
  });

  it('do not slow a hostile prompt down', () => {
    expect(scheduleTexts('['.repeat(4000), { steps: 1 })).toEqual(['['.repeat(4000)]);
    const nested = `${'['.repeat(900)}a${':1]'.repeat(900)}`;
    expect(scheduleTexts(nested, { steps: 2 })).toEqual(['', 'a']);
  });
});

describe('a second pass', () => {
  it.each<[prompt: string, expected: readonly string[]]>([
    ['[cat:dog:0.5]', ['cat', 'cat', 'dog', 'dog', 'dog', 'dog']],
    ['[cat:dog:1.0]', ['cat', 'cat', 'cat', 'cat', 'dog', 'dog']],
    ['[cat:dog:1.5]', ['cat', 'cat', 'cat', 'cat', 'cat', 'dog']],
    ['[cat:dog:5]', ['cat', 'cat', 'cat', 'cat', 'cat', 'dog']],
    ['[cat|dog|bird]', ['cat', 'dog', 'bird', 'cat', 'dog', 'bird']],
  ])('goes on with %s', (prompt, expected) => {
    expect(scheduleTexts(prompt, { steps: 4, laterSteps: 2 })).toEqual(expected);
  });
});
