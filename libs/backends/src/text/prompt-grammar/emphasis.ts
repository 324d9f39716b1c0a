import type { Choice } from '@cyberimage/core';

/** What becomes of brackets in a prompt: A1111's setting "Emphasis". */
export type Emphasis = 'original' | 'no-norm' | 'ignore' | 'none';

/** For people, A1111's names. */
export const EMPHASES: readonly (Choice & { readonly value: Emphasis })[] = [
  { value: 'original', label: 'Original' },
  { value: 'no-norm', label: 'No norm', aliases: ['no_norm'] },
  { value: 'ignore', label: 'Ignore' },
  { value: 'none', label: 'None' },
];

/** @returns undefined for anything else */
export function readEmphasis(value: unknown): Emphasis | undefined {
  return EMPHASES.find((choice) => choice.value === value)?.value;
}
