import type { OptionSchema } from '@cyberimage/core';

/** The server counts these from 0 in their order. */
const RESIZE_MODES = ['Just resize', 'Crop and resize', 'Resize and fill'];
const MASKED_CONTENTS = ['Fill', 'Original', 'Latent noise', 'Latent nothing'];

const ofMask = { needs: 'mask', group: 'advanced' } as const;
const PIXELS = { type: 'integer', step: 1, unit: 'px', min: 0 } as const;

/** What image to image takes, by the names that the REST API has, `strength` excepted: hires fix has the other. */
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
    description: 'How much of the picture may change.',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0.75,
    needs: 'image',
  },
  resize_mode: {
    type: 'choice',
    label: 'Resize mode',
    choices: numbered(RESIZE_MODES),
    default: '1',
    needs: 'image',
    group: 'advanced',
  },
  mask_blur: { ...ofMask, ...PIXELS, label: 'Mask blur', max: 64, default: 4 },
  inpainting_fill: {
    ...ofMask,
    type: 'choice',
    label: 'Masked content',
    choices: numbered(MASKED_CONTENTS),
    default: '1',
  },
  inpainting_mask_invert: { ...ofMask, type: 'boolean', label: 'Inpaint not masked', default: false },
  inpaint_full_res: { ...ofMask, type: 'boolean', label: 'Only masked', default: false },
  inpaint_full_res_padding: {
    ...PIXELS,
    label: 'Only masked padding',
    max: 256,
    default: 32,
    needs: 'inpaint_full_res',
    group: 'advanced',
  },
};

function numbered(labels: readonly string[]): { readonly value: string; readonly label: string }[] {
  return labels.map((label, index) => ({ value: String(index), label }));
}
