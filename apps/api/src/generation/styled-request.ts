import type { OptionSchema, ParameterValue } from '@cyberimage/core';
import { applyStyles, type Style } from '../prompts/apply-styles.js';
import { ProblemException } from '../platform/errors/problem.exception.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a request with styles has beside its parameters; all of it goes on record with the picture. */
export const STYLE_PARAMETERS = ['styles', 'typed_prompt', 'typed_negative_prompt'] as const;

/** Between the names of styles in a record; no name holds it. */
const SEPARATOR = ', ';

/** A request as somebody typed it, and the styles that it names. */
export interface TypedRequest {
  readonly fields: Fields;
  readonly names: readonly string[];
}

/**
 * Takes a request apart. One that was on record already, such as a job's that is sent again, holds the prompts as
 * they were typed beside those with the styles.
 *
 * @throws ProblemException 422 for styles that are no names
 */
export function readTyped({ styles, ...given }: Fields): TypedRequest {
  const { typed_prompt: prompt, typed_negative_prompt: negative, ...fields } = given;
  return {
    names: namesOf(styles),
    fields: {
      ...fields,
      ...(prompt !== undefined && { prompt }),
      ...(negative !== undefined && { negative_prompt: negative }),
    },
  };
}

/** A stored request as it was typed, its styles beside it: a change of the one must not apply the other twice. */
export function readStored(stored: Fields): Fields {
  const { fields, names } = readTyped(stored);
  return names.length === 0 ? fields : { ...fields, styles: names };
}

/** The request with its styles applied, and what goes on record of them. */
export function withStyles(fields: Fields, styles: readonly Style[], options: OptionSchema) {
  const { prompt, negative_prompt: negative } = fields;
  // What is no text is told by whoever checks the parameters.
  if (styles.length === 0 || !isText(prompt) || !isText(negative)) return { fields, record: {} };
  const typed = { prompt: prompt ?? '', negativePrompt: negative ?? '' };
  const styled = applyStyles(typed, styles);
  const takesNegative = 'negative_prompt' in options;
  const record: Record<string, ParameterValue> = {
    styles: styles.map(({ name }) => name).join(SEPARATOR),
    typed_prompt: typed.prompt,
    ...(takesNegative && { typed_negative_prompt: typed.negativePrompt }),
  };
  return {
    record,
    fields: {
      ...fields,
      prompt: styled.prompt,
      ...(takesNegative && { negative_prompt: styled.negativePrompt }),
    },
  };
}

function namesOf(styles: unknown): string[] {
  if (styles === undefined || styles === null || styles === '') return [];
  if (typeof styles === 'string') return styles.split(SEPARATOR);
  if (Array.isArray(styles) && styles.every((name) => typeof name === 'string')) return styles;
  const message = 'styles must be names of styles: an array, or one text with ", " between them';
  throw ProblemException.invalid([{ field: 'styles', code: 'wrong-type', message, value: styles }]);
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
