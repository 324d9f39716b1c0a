/**
 * Which models to offer.
 *
 * @param wanted names, taken as they are, and patterns with `*`, which choose from the server's list
 * @param listed asks the server; called only when it must be
 * @returns names without repetition, in the order of `wanted`; all that is listed where nothing is wanted
 */
export async function chooseModels(
  wanted: readonly string[],
  listed: () => Promise<readonly string[]>,
): Promise<string[]> {
  const patterns = wanted.length === 0 ? ['*'] : wanted;
  const known = patterns.some(isPattern) ? await listed() : [];
  const chosen = patterns.flatMap((entry) => (isPattern(entry) ? known.filter(matcher(entry)) : [entry]));
  return [...new Set(chosen)];
}

function isPattern(entry: string): boolean {
  return entry.includes('*');
}

function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const expression = new RegExp(`^${parts.join('.*')}$`, 'i');
  return (name) => expression.test(name);
}
