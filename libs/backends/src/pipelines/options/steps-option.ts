import type { NumberOption, StepRange } from '@cyberimage/core';
import type { NumberRange } from './family-defaults.js';

/**
 * The steps of a model: what its line says, completed with the family's range.
 *
 * @param range of the model line; an open end takes the family's, or 1 where the line asks for fewer steps
 *   than the family has
 */
export function stepsOption(range: StepRange | null, family: NumberRange): NumberOption {
  const fewest = Math.min(range?.max ?? Infinity, range?.default ?? Infinity);
  const min = range?.min ?? (fewest < family.min ? 1 : family.min);
  const max = range?.max ?? Math.max(family.max, min, range?.default ?? 0);
  const wanted = range?.default ?? family.default;
  return {
    type: 'integer',
    label: 'Steps',
    description: 'How often the denoiser is asked: more is slower and finer.',
    min,
    max,
    step: 1,
    default: Math.min(Math.max(wanted, min), max),
  };
}
