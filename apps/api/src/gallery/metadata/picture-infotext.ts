import type { JsonObject, JsonValue } from '@cyberimage/core';
import type { InfotextItem } from './infotext-item.js';

/** A1111's words for what lies under a mask, by ours and by its own numbers; it leaves the original out. */
const MASKED_CONTENTS: Readonly<Record<string, string>> = {
  fill: 'fill',
  latent_noise: 'latent noise',
  latent_nothing: 'latent nothing',
  0: 'fill',
  2: 'latent noise',
  3: 'latent nothing',
};

/** The parameters of image to image: they say nothing about a picture that was made without one. */
export const PICTURE_PARAMETERS: readonly string[] = [
  'image',
  'mask',
  'strength',
  'mask_blur',
  'inpainting_fill',
  'inpainting_mask_invert',
  'inpaint_full_res',
  'inpaint_full_res_padding',
];

/**
 * What image to image adds to the text in a picture, in A1111's words. Which pictures it was made from stays
 * out: their ids mean nothing elsewhere.
 *
 * @param parameters of the picture
 */
export function pictureInfotext(parameters: JsonObject): readonly InfotextItem[] {
  if (!isGiven(parameters['image'])) return [];
  // A1111 has one word for this strength and that of hires fix, and never both.
  const label = parameters['enable_hr'] === true ? 'Strength' : 'Denoising strength';
  const items: InfotextItem[] = [[label, parameters['strength']]];
  return isGiven(parameters['mask']) ? [...items, ...maskItems(parameters)] : items;
}

function maskItems(parameters: JsonObject): readonly InfotextItem[] {
  const content = parameters['inpainting_fill'];
  const onlyMasked: readonly InfotextItem[] = [
    ['Inpaint area', 'Only masked'],
    ['Masked area padding', parameters['inpaint_full_res_padding']],
  ];
  return [
    ['Mask blur', parameters['mask_blur']],
    ['Mask mode', parameters['inpainting_mask_invert'] === true ? 'Inpaint not masked' : undefined],
    ...(parameters['inpaint_full_res'] === true ? onlyMasked : []),
    ['Masked content', typeof content === 'string' ? MASKED_CONTENTS[content] : undefined],
  ];
}

function isGiven(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && value !== '';
}
