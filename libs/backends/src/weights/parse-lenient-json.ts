/** A string, or one of the bare words that Python's json module writes and JSON does not know. */
const STRING_OR_BARE_WORD = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** A number too large for a double is infinite in JSON.parse. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  Infinity: '1e999',
  '-Infinity': '-1e999',
  NaN: 'null',
};

/**
 * JSON as Python writes it: diffusers puts `"lambda_min_clipped": -Infinity` into scheduler configs.
 *
 * @throws SyntaxError for anything else that is not JSON
 */
export function parseLenientJson(text: string): unknown {
  return JSON.parse(text.replaceAll(STRING_OR_BARE_WORD, (match) => REPLACEMENTS[match] ?? match));
}
