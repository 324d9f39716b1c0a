import { describe, expect, it } from 'vitest';
import { joinTokens, joinWidths } from './join-tensors.js';

const tensor = (values: readonly number[], ...dims: readonly number[]) => ({
  data: Float32Array.from(values),
  dims,
});

describe('joining tensors', () => {
  it('puts rows side by side', () => {
    const joined = joinWidths([tensor([1, 2, 3, 4], 1, 2, 2), tensor([5, 6], 1, 2, 1)]);
    expect(joined).toEqual(tensor([1, 2, 5, 3, 4, 6], 1, 2, 3));
  });

  it('fills up with zeros on the right', () => {
    expect(joinWidths([tensor([1, 2], 1, 2, 1)], 3)).toEqual(tensor([1, 0, 0, 2, 0, 0], 1, 2, 3));
  });

  it('puts tokens after each other', () => {
    const joined = joinTokens([tensor([1, 2], 1, 1, 2), tensor([3, 4, 5, 6], 1, 2, 2)]);
    expect(joined).toEqual(tensor([1, 2, 3, 4, 5, 6], 1, 3, 2));
  });
});
