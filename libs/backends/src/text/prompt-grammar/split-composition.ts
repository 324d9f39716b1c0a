import { DECIMAL_NUMBER } from './decimal-number.js';

/** One of the prompts that `AND` joins. */
export interface CompositionPart {
  readonly text: string;
  /** How strongly it pulls, 1 where nothing is said; below 0 it pushes away. */
  readonly weight: number;
}

const JOINT = /(?<!\w)AND(?!\w)/;
const CLOSING_WEIGHT = new RegExp(`:\\s*(${DECIMAL_NUMBER})\\s*$`);

/**
 * Splits a prompt at `AND` (Liu et al. 2022, composable diffusion): each part may end with `:weight`.
 *
 * @returns the whole prompt as one part where there is no `AND`; a colon at its end says nothing then
 */
export function splitComposition(prompt: string): readonly CompositionPart[] {
  const parts = prompt.split(JOINT);
  if (parts.length === 1) return [{ text: prompt, weight: 1 }];
  return parts.map((part) => {
    const [, weight = '1'] = CLOSING_WEIGHT.exec(part) ?? [];
    return { text: part.replace(CLOSING_WEIGHT, '').trim(), weight: Number(weight) };
  });
}
