/** A `parameters` text taken apart; values as they stand there. */
export interface Infotext {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly items: readonly (readonly [key: string, value: string])[];
}

/** A key of two characters or more, then a JSON string or everything up to the next comma. */
const ITEM = /\s*([\p{L}\p{N}_][\p{L}\p{N}_ \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/gu;
const LEAST_ITEMS = 3;
const NEGATIVE_LABEL = 'Negative prompt:';

/**
 * Reads what A1111 and Forge write into pictures: the last line holds the settings if it looks like at least
 * three of them; before it stand the prompt and, from its label on, the negative prompt. Prompts aren't
 * escaped, so that a lone prompt in the shape of settings is taken for settings, as by the web UIs.
 */
export function parseInfotext(text: string): Infotext {
  const lines = text.trim().split(/\r?\n/);
  const items = matchItems(lines.at(-1) ?? '');
  if (items !== undefined) lines.pop();
  const prompt: string[] = [];
  const negative: string[] = [];
  let current = prompt;
  for (const line of lines.map((raw) => raw.trim())) {
    if (line.startsWith(NEGATIVE_LABEL)) {
      current = negative;
      current.push(line.slice(NEGATIVE_LABEL.length).trim());
    } else current.push(line);
  }
  return { prompt: join(prompt), negativePrompt: join(negative), items: items ?? [] };
}

function join(lines: readonly string[]): string {
  return lines.join('\n').trim();
}

function matchItems(line: string): (readonly [string, string])[] | undefined {
  const matches = [...line.matchAll(ITEM)];
  if (matches.length < LEAST_ITEMS) return undefined;
  return matches.flatMap(([, key = '', raw = '']) => {
    const value = raw.trim();
    return value === '' ? [] : [[key, unquote(value)] as const];
  });
}

/** What does not decode stays as it is. */
function unquote(value: string): string {
  if (!value.startsWith('"') || !value.endsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}
