import type { OptionSchema } from '@cyberimage/core';

export const RESOLUTION_BINNING = 'use_resolution_binning';

/** diffusers' `use_resolution_binning`, with its default. */
export const RESOLUTION_BINNING_OPTION: OptionSchema = {
  [RESOLUTION_BINNING]: {
    type: 'boolean',
    label: 'Sizes as trained',
    description:
      'Makes the picture at the nearest of the sizes that the model was trained at, then brings it to the size asked for. Not with a mask.',
    group: 'advanced',
    default: true,
  },
};
