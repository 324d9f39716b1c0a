import { describe, expect, it } from 'vitest';
import { toExactJson } from './exact-json.js';

describe('toExactJson', () => {
  it('writes what JSON.stringify writes', () => {
    const value = { text: 'a "quoted"\nline', list: [1.5, null, true, { nested: [] }], absent: undefined };
    expect(toExactJson(value)).toBe(JSON.stringify(value));
  });

  it('writes every digit of a bigint', () => {
    expect(toExactJson({ seeds: [2n ** 64n - 1n, 0n] })).toBe('{"seeds":[18446744073709551615,0]}');
  });
});
