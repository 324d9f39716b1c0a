import { describe, expect, it } from 'vitest';
import { parseLenientJson } from './parse-lenient-json.js';

describe('parseLenientJson', () => {
  it('reads the bare words of Python', () => {
    const text = '{"a": -Infinity, "b": [Infinity], "c": NaN}';
    expect(parseLenientJson(text)).toEqual({ a: -Infinity, b: [Infinity], c: null });
  });

  it('leaves them alone inside strings', () => {
    const text = '{"say \\"NaN\\"": "to -Infinity and beyond"}';
    expect(parseLenientJson(text)).toEqual({ 'say "NaN"': 'to -Infinity and beyond' });
  });

  it('refuses what is not JSON', () => {
    expect(() => parseLenientJson('{"a": }')).toThrow(SyntaxError);
  });
});
