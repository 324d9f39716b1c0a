import { expect, it } from 'vitest';
import { coversPattern, parseHostPattern, type HostPattern } from './host-pattern.js';

it.each<[string, HostPattern]>([
  ['API.example.com', { host: 'api.example.com', isWildcard: false }],
  ['*.example.com:8443', { host: 'example.com', isWildcard: true, port: 8443 }],
  ['localhost:1', { host: 'localhost', isWildcard: false, port: 1 }],
  ['127.0.0.1', { host: '127.0.0.1', isWildcard: false }],
  ['[::1]:8188', { host: '::1', isWildcard: false, port: 8188 }],
])('reads %s', (text, pattern) => {
  expect(parseHostPattern(text)).toEqual(pattern);
});

it.each([
  '',
  '*',
  '*.com',
  '*.0.0.1',
  'a.*.com',
  'http://a.com',
  'a.com/x',
  'a.com:0',
  'a.com:65536',
  'a b',
  '-a',
])('does not take "%s" for hosts', (text) => expect(parseHostPattern(text)).toBeUndefined());

it.each([
  ['a.com', 'a.com', true],
  ['a.com', 'a.com:443', true],
  ['a.com:443', 'a.com', false],
  ['*.a.com', 'b.a.com', true],
  ['*.a.com', '*.b.a.com', true],
  ['*.a.com', 'a.com', false],
  ['*.a.com', 'ba.com', false],
  ['a.com', '*.a.com', false],
])('%s covers %s: %s', (outer, inner, expected) => {
  const patterns = [outer, inner].map((text) => parseHostPattern(text) as HostPattern) as [
    HostPattern,
    HostPattern,
  ];
  expect(coversPattern(...patterns)).toBe(expected);
});
