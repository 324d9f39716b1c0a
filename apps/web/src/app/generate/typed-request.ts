import type { OptionValues } from '../api/option-value';

/** Between the names of styles in a record. */
const SEPARATOR = ', ';

/** A record as it was typed: prompts without styles, and the styles by name. */
export interface TypedRequest {
  readonly values: OptionValues;
  readonly styles: readonly string[];
}

/**
 * What somebody typed to get what is on record. Where a style is gone, the prompt with the styles is all that is
 * left to go by.
 */
export function typedRequest(record: OptionValues, known: ReadonlySet<string>): TypedRequest {
  const { styles, typed_prompt: prompt, typed_negative_prompt: negative, ...values } = record;
  const names = typeof styles === 'string' && styles !== '' ? styles.split(SEPARATOR) : [];
  if (names.length === 0 || names.some((name) => !known.has(name))) return { values, styles: [] };
  return {
    styles: names,
    values: {
      ...values,
      ...(prompt !== undefined && { prompt }),
      ...(negative !== undefined && { negative_prompt: negative }),
    },
  };
}
