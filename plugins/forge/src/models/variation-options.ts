import type { OptionSchema } from '@cyberimage/core';

/** Pictures near that of a seed, by the names that local models have; the web UIs' own are subseeds. */
export const VARIATION_OPTIONS: OptionSchema = {
  variation_strength: {
    type: 'number',
    label: 'Variation strength',
    description:
      'How far a picture leaves the one of its seed: 0 for not at all, 1 for another picture. Above 0 the pictures of a request share the seed, and picture i gets variation seed + i.',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0,
    group: 'advanced',
  },
  variation_seed: {
    type: 'seed',
    label: 'Variation seed',
    description: 'Which way the picture leaves that of its seed; −1 takes a new one.',
    default: -1,
    needs: 'variation_strength',
    group: 'advanced',
  },
};
