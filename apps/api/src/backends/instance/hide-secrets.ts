const HIDDEN = '[secret]';

/** A shorter one would be found in the middle of ordinary words. */
const SHORTEST = 6;

/**
 * Makes a function that takes secrets out of every text in a message, at any depth. Whatever a backend says may
 * reach a log, a browser or the record; a service's refusal often repeats the key that it was sent.
 *
 * @param secrets values of secret settings; those of fewer than six characters are not looked for
 */
export function secretHider(secrets: readonly string[]): (value: unknown) => unknown {
  const written = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, encodeURIComponent(secret)]);
  // The longest first: one may be a part of another.
  const wanted = [...new Set(written)].sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return (value) => value;

  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return wanted.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
    }
    if (Array.isArray(value)) return value.map(hide);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, hide(member)]));
  };
  return hide;
}

/** Pictures and other bytes are not. */
function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
