import type { NumberOption, OptionSchema } from '@cyberimage/core';
import { MASKED_CONTENTS } from '../../pictures/picture-parameters.js';
import { RESIZE_MODES } from '../../pictures/resize-mode.js';

const IMAGE = 'image';
const MASK = 'mask';

const ofPicture = { needs: IMAGE } as const;
const ofMask = { needs: MASK, group: 'advanced' } as const;

const PIXELS = { type: 'integer', step: 1, unit: 'px' } as const satisfies Partial<NumberOption>;

/** Starting from a picture: always in sight, since it is another way to work. */
export function pictureOptions({ takesMask }: { readonly takesMask: boolean }): OptionSchema {
  return {
    [IMAGE]: {
      type: 'image',
      label: 'Picture',
      description: 'A picture to start from in place of noise alone.',
      role: 'picture',
      default: '',
    },
    ...(takesMask && {
      [MASK]: {
        ...ofPicture,
        type: 'image',
        label: 'Mask',
        description: 'White is painted anew, black is kept. Without a mask all of the picture changes.',
        role: 'mask',
        of: IMAGE,
        default: '',
      },
    }),
    strength: {
      ...ofPicture,
      type: 'number',
      label: 'Denoising strength',
      description: 'How much of the picture may change: a little near 0, everything at 1.',
      min: 0,
      max: 1,
      step: 0.01,
      default: 0.75,
    },
  };
}

/** The finer settings of it. */
export function finePictureOptions({ takesMask }: { readonly takesMask: boolean }): OptionSchema {
  return {
    resize_mode: {
      ...ofPicture,
      group: 'advanced',
      type: 'choice',
      label: 'Resize mode',
      description: 'What to do with a picture of other proportions.',
      choices: RESIZE_MODES,
      default: 'crop',
    },
    ...(takesMask && MASK_OPTIONS),
  };
}

const MASK_OPTIONS: OptionSchema = {
  mask_blur: {
    ...ofMask,
    ...PIXELS,
    label: 'Mask blur',
    description: 'How soft the edge is between what is painted and what is kept; 0 for none.',
    min: 0,
    max: 64,
    default: 4,
  },
  inpainting_fill: {
    ...ofMask,
    type: 'choice',
    label: 'Masked content',
    description: 'What lies under the mask before it is painted.',
    choices: MASKED_CONTENTS,
    default: 'original',
  },
  inpainting_mask_invert: {
    ...ofMask,
    type: 'boolean',
    label: 'Inpaint not masked',
    description: 'Paints what the mask does not cover.',
    default: false,
  },
  inpaint_full_res: {
    ...ofMask,
    type: 'boolean',
    label: 'Only masked',
    description: 'Paints the surroundings of the mask alone, at the full size, for more detail.',
    default: false,
  },
  inpaint_full_res_padding: {
    ...PIXELS,
    group: 'advanced',
    needs: 'inpaint_full_res',
    type: 'integer',
    label: 'Only masked padding',
    description: 'How much around the mask is looked at.',
    min: 0,
    max: 512,
    default: 32,
  },
};
