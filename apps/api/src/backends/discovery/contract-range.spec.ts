import { describe, expect, it } from 'vitest';
import { contractRangeIncludes } from './contract-range.js';

describe('contractRangeIncludes', () => {
  it.each(['^1', '1', '~1', '1.x', '1.0.0', '*', '>=1', '>= 1 <2', '^2 || ^1', 'v1', '=1', '<=1'])(
    'takes %s for 1',
    (range) => {
      expect(contractRangeIncludes(range, 1)).toBe(true);
    },
  );

  it.each(['^2', '0', '>1', '>=2', '<1', '^2 || ^3', '>=1 <1'])('does not take %s for 1', (range) => {
    expect(contractRangeIncludes(range, 1)).toBe(false);
  });

  it.each(['latest', '', '^1 ||', 'one', '1.2.3'])('does not understand "%s"', (range) => {
    expect(contractRangeIncludes(range, 1)).toBeUndefined();
  });
});
