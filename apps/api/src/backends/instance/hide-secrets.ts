import { spellingsOf } from './secret-spellings.js';

const HIDDEN = '[secret]';

/** A shorter one is also found inside of ordinary words. */
const SHORTEST = 6;
/** An even shorter one is an ordinary word often enough. */
const SHORTEST_WORD = 4;

/** What has a meaning in a pattern. */
const SYNTAX = /[\\^$.*+?()[\]{}|/]/gu;

/**
 * Makes a function that takes secrets out of every text in a message, at any depth. Whatever a backend says may
 * reach a log, a browser or the record; a service's refusal often repeats the key that it was sent.
 *
 * A secret of six characters or more is found wherever it stands, also as base64, in an address or in JSON; one of
 * four or five as a word of its own; a shorter one after a colon or an equals sign only (`user:abc@`, `token=abc`).
 *
 * @param secrets values of secret settings
 */
export function secretHider(secrets: readonly string[]): (value: unknown) => unknown {
  const written = secrets.filter((secret) => secret !== '').flatMap((secret) => patternsOf(secret));
  // The longest first: one may be a part of another.
  const wanted = [...new Set(written)].sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return (value) => value;
  const pattern = new RegExp(wanted.join('|'), 'gu');

  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(pattern, HIDDEN);
    if (Array.isArray(value)) return value.map(hide);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key.replace(pattern, HIDDEN), hide(member)]),
    );
  };
  return hide;
}

function patternsOf(secret: string): string[] {
  const isLong = secret.length >= SHORTEST;
  const spellings = isLong ? spellingsOf(secret) : [secret, encodeURIComponent(secret)];
  return spellings.map((spelling) => {
    const text = spelling.replace(SYNTAX, '\\$&');
    if (isLong) return text;
    const word = `${text}(?![\\p{L}\\p{N}_])`;
    return secret.length >= SHORTEST_WORD ? `(?<![\\p{L}\\p{N}_])${word}` : `(?<=[:=]["']?)${word}`;
  });
}

/** Pictures and other bytes are not. */
function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
