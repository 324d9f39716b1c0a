import { expect, it } from 'vitest';

import { typedRequest } from './typed-request';

const record = {
  prompt: 'neon a cat, ink',
  styles: 'Neon, Ink',
  typed_prompt: 'a cat',
  steps: 4,
};

it('gives what was typed, and the styles', () => {
  expect(typedRequest(record, new Set(['Neon', 'Ink', 'Oil']))).toEqual({
    values: { prompt: 'a cat', steps: 4 },
    styles: ['Neon', 'Ink'],
  });
});

it('gives the prompt with the styles where one is gone', () => {
  expect(typedRequest(record, new Set(['Neon']))).toEqual({
    values: { prompt: 'neon a cat, ink', steps: 4 },
    styles: [],
  });
});

it('leaves a record without styles as it is', () => {
  expect(typedRequest({ prompt: 'a cat' }, new Set())).toEqual({ values: { prompt: 'a cat' }, styles: [] });
});
