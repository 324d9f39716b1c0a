import type { JsonObject } from '@cyberimage/core';
import type { InfotextItem } from './infotext-item.js';

/** A1111's names of the parameters of hires fix. */
const LABELS: readonly (readonly [parameter: string, label: string])[] = [
  ['denoising_strength', 'Denoising strength'],
  ['hr_scale', 'Hires upscale'],
  ['hr_second_pass_steps', 'Hires steps'],
  ['hr_upscaler', 'Hires upscaler'],
];

/** The parameters of hires fix: they say nothing about a picture that was made without. */
export const HIRES_PARAMETERS: readonly string[] = ['enable_hr', ...LABELS.map(([name]) => name)];

/** What hires fix adds to the text in a picture; undefined for a picture made without. */
export interface HiresInfotext {
  /** Of the first pass, width x height: what A1111 calls the size. */
  readonly size: string;
  readonly items: readonly InfotextItem[];
}

/** @param parameters of the picture */
export function hiresInfotext(parameters: JsonObject): HiresInfotext | undefined {
  if (parameters['enable_hr'] !== true) return undefined;
  // 0 stands for as many steps as in the first pass, and A1111 leaves it out.
  const told = LABELS.filter(([name]) => name !== 'hr_second_pass_steps' || parameters[name] !== 0);
  const items = told.map(([name, label]) => [label, parameters[name]] as const);
  const { width, height } = parameters as Readonly<Record<'width' | 'height', number>>;
  return { size: `${width}x${height}`, items };
}
