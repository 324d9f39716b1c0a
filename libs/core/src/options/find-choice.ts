import type { Choice } from '../contract/option-schema.js';

/** The choice that goes by a name: its value as it is, else value, label or an alias in any case. */
export function findChoice(choices: readonly Choice[], name: string): Choice | undefined {
  const wanted = name.toLowerCase();
  return (
    choices.find(({ value }) => value === name) ??
    choices.find(({ value, label, aliases = [] }) =>
      [value, label, ...aliases].some((candidate) => candidate.toLowerCase() === wanted),
    )
  );
}
