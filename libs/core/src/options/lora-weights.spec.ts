import { describe, expect, it } from 'vitest';
import { extractLoras, formatLoras, isLoraList } from './lora-weights.js';

describe('extractLoras', () => {
  it('takes the tags out of a prompt', () => {
    expect(extractLoras('a <lora:ink:0.8>robot<LORA: my style >, <lora:te:1:.5>')).toEqual({
      text: 'a robot, ',
      loras: [
        { name: 'ink', weight: 0.8 },
        { name: 'my style', weight: 1 },
        { name: 'te', weight: 0.5, textEncoderWeight: 1 },
      ],
    });
  });

  it.each([
    ['te=0.5', { weight: 0.5 }],
    ['unet=0.5', { weight: 0.5, textEncoderWeight: 1 }],
    ['0.3:unet=.5', { weight: 0.5, textEncoderWeight: 0.3 }],
    ['UNET = -1 : te=+2', { weight: -1, textEncoderWeight: 2 }],
    ['0.7:0.7', { weight: 0.7 }],
  ])('reads the weights %s', (weights, expected) => {
    expect(extractLoras(`<lora:ink:${weights}>`).loras).toEqual([{ name: 'ink', ...expected }]);
  });

  it.each([
    '<lora:>',
    '<lora:ink:much>',
    '<lyco:ink:1>',
    '<lora:ink:1',
    '<lora:ink:1:2:3>',
    '<lora:ink:1:dyn=3>',
  ])('leaves %s in the text', (text) => {
    expect(extractLoras(text)).toEqual({ text, loras: [] });
  });
});

it('writes tags that it reads again', () => {
  const loras = [
    { name: 'ink', weight: -0.25 },
    { name: 'a/b', weight: 1, textEncoderWeight: 0 },
  ];
  expect(formatLoras(loras)).toBe('<lora:ink:-0.25><lora:a/b:0:1>');
  expect(extractLoras(formatLoras(loras)).loras).toEqual(loras);
});

it.each([
  ['', true],
  [' <lora:ink> <lora:b:2>\n', true],
  ['a <lora:ink>', false],
  ['<lora:ink', false],
])('tells whether %j is tags alone', (text, expected) => {
  expect(isLoraList(text)).toBe(expected);
});
