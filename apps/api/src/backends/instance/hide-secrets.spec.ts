import { expect, it } from 'vitest';
import { secretHider } from './hide-secrets.js';

it('takes secrets out of texts at any depth, and leaves everything else alone', () => {
  const data = Uint8Array.of(1, 2);
  const hide = secretHider(['pass/word', 'pass/word-2']);
  expect(
    hide({ a: ['key pass/word-2!', { b: 'x=pass%2Fword' }], data, seed: 5n, none: null, count: 1 }),
  ).toEqual({ a: ['key [secret]!', { b: 'x=[secret]' }], data, seed: 5n, none: null, count: 1 });
  expect((hide({ data }) as { data: unknown }).data).toBe(data);
});

it.each([
  ['in an address', 'https://a/?key=t%C3%B6p%2Fs%20ecret%21'.replace('%21', '!')],
  ['in an address, in small letters', 'https://a/?key=t%c3%b6p%2fs%20ecret!'],
  ['in a form', 'key=t%C3%B6p%2Fs+ecret%21'],
  ['in hex', Buffer.from('töp/s ecret!').toString('hex')],
  ['in base64', Buffer.from('töp/s ecret!').toString('base64')],
  ['in base64url', Buffer.from('töp/s ecret!').toString('base64url')],
  ...['a:', 'me:', 'bob:', 'anna:'].map((user) => [
    `behind "${user}" in base64`,
    `Basic ${Buffer.from(`${user}töp/s ecret!`).toString('base64')}`,
  ]),
])('finds a secret %s', (_where, text) => {
  const hidden = String(secretHider(['töp/s ecret!'])(text));
  expect(hidden).toContain('[secret]');
  const rest = hidden.replace('[secret]', '');
  for (const form of ['base64', 'base64url', 'hex'] as const) {
    expect(Buffer.from(rest, form).toString()).not.toContain('ecret');
  }
});

it('finds a secret in JSON within a text, and in the name of a member', () => {
  const hide = secretHider(['say "please"']);
  expect(hide(JSON.stringify({ key: 'say "please"' }))).toBe('{"key":"[secret]"}');
  expect(hide({ 'say "please"': 1 })).toEqual({ '[secret]': 1 });
});

it('finds one of four or five characters where it is a word of its own', () => {
  const hide = secretHider(['gate5']);
  expect(hide('password gate5 refused; http://me:gate5@box')).toBe(
    'password [secret] refused; http://me:[secret]@box',
  );
  expect(hide('agate5 gate55 gate5_x')).toBe('agate5 gate55 gate5_x');
});

it('finds a shorter one only where a password stands', () => {
  const hide = secretHider(['', 'cat']);
  expect(hide('a cat; http://me:cat@box ?token=cat {"key":"cat"}')).toBe(
    'a cat; http://me:[secret]@box ?token=[secret] {"key":"[secret]"}',
  );
});

it('is no slower than it must be where there are none', () => {
  const message = { a: 'b' };
  expect(secretHider([''])(message)).toBe(message);
});
