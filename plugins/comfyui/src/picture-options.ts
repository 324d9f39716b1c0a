import type { OptionSchema } from '@cyberimage/core';

/** The server's node blurs no further: it takes a sigma of 10 and a reach of 31 pixels. */
const LARGEST_BLUR = 10;

/** What the default graph takes beside a picture, by the names and defaults that local models have. */
export const PICTURE_OPTIONS: OptionSchema = {
  image: {
    type: 'image',
    label: 'Picture',
    description: 'A picture to start from in place of noise alone.',
    role: 'picture',
    default: '',
  },
  mask: {
    type: 'image',
    label: 'Mask',
    description: 'White is painted anew, black is kept.',
    role: 'mask',
    of: 'image',
    needs: 'image',
    default: '',
  },
  strength: {
    type: 'number',
    label: 'Denoising strength',
    description: 'How much of the picture may change. All steps are made at any strength.',
    min: 0.01,
    max: 1,
    step: 0.01,
    default: 0.75,
    needs: 'image',
  },
  resize_mode: {
    type: 'choice',
    label: 'Resize mode',
    choices: [
      { value: 'crop', label: 'Crop to size', aliases: ['1'] },
      { value: 'stretch', label: 'Stretch to size', aliases: ['0'] },
    ],
    default: 'crop',
    needs: 'image',
    group: 'advanced',
  },
  mask_blur: {
    type: 'integer',
    label: 'Mask blur',
    min: 0,
    max: LARGEST_BLUR,
    step: 1,
    unit: 'px',
    default: 4,
    needs: 'mask',
    group: 'advanced',
  },
  inpainting_mask_invert: {
    type: 'boolean',
    label: 'Inpaint not masked',
    default: false,
    needs: 'mask',
    group: 'advanced',
  },
};
