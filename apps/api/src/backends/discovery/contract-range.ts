/** Compares with the contract's versions, which are whole numbers: `1` stands for `1.0.0`. */
const COMPARATOR = /^(\^|~|=|>=|<=|>|<)?v?(\d+|x|\*)(?:\.(?:0|x|\*))*$/i;

/**
 * Whether `version` of the contract lies in a semver range such as `^1`, `1.x` or `>=1 <3 || ^5`.
 *
 * @returns undefined when `range` is not a semver range of whole versions
 */
export function contractRangeIncludes(range: string, version: number): boolean | undefined {
  const alternatives = range.split('||').map((alternative) => includesAll(alternative.trim(), version));
  if (alternatives.includes(undefined)) return undefined;
  return alternatives.includes(true);
}

function includesAll(comparators: string, version: number): boolean | undefined {
  const normalised = comparators.replaceAll(/(\^|~|=|>=|<=|>|<)\s+/g, '$1');
  const results = normalised.split(/\s+/).map((comparator) => includes(comparator, version));
  return results.includes(undefined) ? undefined : !results.includes(false);
}

function includes(comparator: string, version: number): boolean | undefined {
  const match = COMPARATOR.exec(comparator);
  if (!match) return undefined;
  const [, operator = '=', text = ''] = match;
  if (!/^\d+$/.test(text)) return true;
  const bound = Number(text);
  switch (operator) {
    case '>=':
      return version >= bound;
    case '<=':
      return version <= bound;
    case '>':
      return version > bound;
    case '<':
      return version < bound;
    default:
      return version === bound;
  }
}
