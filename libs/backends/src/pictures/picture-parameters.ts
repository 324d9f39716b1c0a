import type { Choice, ParameterValue } from '@cyberimage/core';
import { RESIZE_MODES, type ResizeMode } from './resize-mode.js';

/** What a mask's place in the picture holds before it is painted, in A1111's words and numbers. */
export const MASKED_CONTENTS = [
  { value: 'fill', label: 'Fill', aliases: ['0'] },
  { value: 'original', label: 'Original', aliases: ['1'] },
  { value: 'latent_noise', label: 'Latent noise', aliases: ['2'] },
  { value: 'latent_nothing', label: 'Latent nothing', aliases: ['3'] },
] as const satisfies readonly Choice[];

/** One of {@link MASKED_CONTENTS}. */
type MaskedContent = (typeof MASKED_CONTENTS)[number]['value'];

/** How a request starts from a picture. */
export interface PictureParameters {
  /** Share of the noise that is added and taken away again, 0 to 1. */
  readonly strength: number;
  readonly resizeMode: ResizeMode;
  readonly mask?: MaskParameters;
}

/** How a mask is used. */
export interface MaskParameters {
  /** Standard deviation in pixels of the soft edge between what is painted and what is kept. */
  readonly blur: number;
  readonly content: MaskedContent;
  /** Paints what the mask does not cover. */
  readonly isInverted: boolean;
  /** Paints only the surroundings of the mask, at the full size of the request: pixels around it; else undefined. */
  readonly onlyMaskedPadding: number | undefined;
}

/** Reads them from a request's values; undefined for a request that starts from noise alone. */
export function readPictureParameters(
  values: Readonly<Record<string, ParameterValue>>,
): PictureParameters | undefined {
  if (!values['image']) return undefined;
  const number = (key: string, byDefault: number) => Number(values[key] ?? byDefault);
  const isOnlyMasked = values['inpaint_full_res'] === true;
  return {
    strength: number('strength', 1),
    resizeMode: chosen(RESIZE_MODES, values['resize_mode'], 'stretch'),
    ...(values['mask'] && {
      mask: {
        blur: number('mask_blur', 0),
        content: chosen(MASKED_CONTENTS, values['inpainting_fill'], 'original'),
        isInverted: values['inpainting_mask_invert'] === true,
        onlyMaskedPadding: isOnlyMasked ? number('inpaint_full_res_padding', 0) : undefined,
      },
    }),
  };
}

function chosen<Value extends string>(
  choices: readonly { readonly value: Value }[],
  given: ParameterValue | undefined,
  byDefault: Value,
): Value {
  return choices.find(({ value }) => value === given)?.value ?? byDefault;
}
