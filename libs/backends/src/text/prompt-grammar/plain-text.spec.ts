import { expect, it } from 'vitest';
import { plainText } from './plain-text.js';

it('takes the marks of emphasis out of a prompt', () => {
  expect(plainText('a (red:1.3) [pale] cube \\(small\\)', 'original')).toEqual({
    text: 'a red pale cube (small)',
    hadWeights: true,
  });
  expect(plainText('a cube BREAK a ball', 'no-norm')).toEqual({
    text: 'a cube   a ball',
    hadWeights: false,
  });
});

it('says nothing of weights that are to be ignored', () => {
  expect(plainText('a (red) cube', 'ignore')).toEqual({ text: 'a red cube', hadWeights: false });
});

it('leaves a prompt as it is where brackets are text', () => {
  expect(plainText('a (red:1.3) cube', 'none')).toEqual({ text: 'a (red:1.3) cube', hadWeights: false });
});
