import { describe, expect, it } from 'vitest';

import { sampleModel } from '../api/testing/sample-model';
import { findFaults, fits, startingValues, toRequest } from './option-values';

const { options } = sampleModel('a');
const steps = (min: number, max: number, initial: number) =>
  sampleModel('a', { min, max, default: initial }).options;

describe('startingValues', () => {
  it("begins with the schema's defaults", () => {
    expect(startingValues(options, [])).toEqual({ prompt: '', steps: 12, seed: '-1', sampler: 'euler' });
  });

  it('takes a remembered step count that lies in range, both ends included', () => {
    for (const remembered of [10, 25, 40]) {
      expect(startingValues(steps(10, 40, 20), [{ steps: remembered }])['steps']).toBe(remembered);
    }
  });

  it('falls back to the default for a remembered step count out of range', () => {
    expect(startingValues(steps(10, 40, 20), [{ steps: 50 }])['steps']).toBe(20);
    expect(startingValues(steps(2, 2, 2), [{ steps: 20 }])['steps']).toBe(2);
  });

  it('prefers the first candidate that fits', () => {
    expect(startingValues(steps(10, 40, 20), [{ steps: 99 }, { steps: 30 }, { steps: 31 }])['steps']).toBe(
      30,
    );
  });

  it('refuses values of another type, choices that are gone and parameters the model lacks', () => {
    const values = startingValues(options, [{ steps: '12', sampler: 'gone', clip_skip: 2 }]);
    expect(values).toEqual({ prompt: '', steps: 12, seed: '-1', sampler: 'euler' });
  });
});

describe('fits', () => {
  it('knows the largest seed', () => {
    const seed = options['seed']!;
    expect(fits(seed, '18446744073709551615')).toBe(true);
    expect(fits(seed, '18446744073709551616')).toBe(false);
    expect(fits(seed, '-1')).toBe(true);
    expect(fits(seed, '-2')).toBe(false);
    expect(fits(seed, '1e3')).toBe(false);
  });
});

describe('toRequest', () => {
  it('sends small seeds as numbers and large ones as text, digit by digit', () => {
    expect(toRequest(options, { seed: '-1' })).toEqual({ seed: -1 });
    expect(toRequest(options, { seed: '9007199254740991' })).toEqual({ seed: 9_007_199_254_740_991 });
    expect(toRequest(options, { seed: '18446744073709551615' })).toEqual({ seed: '18446744073709551615' });
  });
});

describe('findFaults', () => {
  const values = startingValues(options, [{ prompt: 'a cat' }]);

  it('finds none in a complete form', () => {
    expect(findFaults(options, values)).toEqual({});
  });

  it('names every wrong field', () => {
    const faults = findFaults(options, { ...values, prompt: '  ', seed: '12x' });
    expect(Object.keys(faults)).toEqual(['prompt', 'seed']);
    expect(faults['prompt']).toContain('empty');
  });

  it('says how long a text is and may be', () => {
    expect(findFaults(options, { ...values, prompt: 'x'.repeat(21) })['prompt']).toBe(
      'Prompt has 21 characters; at most 20 fit.',
    );
  });
});
