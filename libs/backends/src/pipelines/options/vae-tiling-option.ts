import type { OptionSchema, ParameterValue } from '@cyberimage/core';
import type { ModelFacts } from '../model-facts.js';

/** Whether the autoencoder works in tiles: above a size, from two tiles on, or never. */
export type VaeTiling = 'auto' | 'on' | 'off';

/** Nothing for a model whose export fixed the size, which a tile would not have. */
export function vaeTilingOption({ fixedSize }: ModelFacts): OptionSchema {
  if (fixedSize !== undefined) return {};
  return {
    vae_tiling: {
      type: 'choice',
      label: 'VAE tiling',
      description:
        'Decodes large pictures in parts: less memory and time, a little other colours. Automatic: above 768 × 768 pixels on a processor.',
      group: 'advanced',
      choices: [
        { value: 'auto', label: 'Automatic' },
        { value: 'on', label: 'On' },
        { value: 'off', label: 'Off' },
      ],
      default: 'auto',
    },
  };
}

/** @param value of the option; absent for a model that has none */
export function readVaeTiling(value: ParameterValue | undefined): VaeTiling {
  return value === 'on' || value === 'off' ? value : 'auto';
}
