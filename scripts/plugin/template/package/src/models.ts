import type { ModelDescription } from '@cyberimage/core';

/** Width and height in pixels. */
export const LARGEST_SIDE = 1024;
/** Pictures of one request. */
export const MOST_IMAGES = 4;

const side = { type: 'integer', min: 64, max: LARGEST_SIDE, step: 64, default: 256, unit: 'px' } as const;

/** The models on offer. A parameter that is not listed here is refused before it gets to the backend. */
export const MODELS: readonly ModelDescription[] = [
  {
    id: 'gradient',
    label: 'Gradient',
    description: 'Two colours and a direction, from prompt and seed.',
    source: 'built-in',
    tags: ['demo'],
    options: {
      prompt: { type: 'text', label: 'Prompt', maxLength: 1000, default: '', required: true },
      steps: { type: 'integer', label: 'Steps', min: 1, max: 50, step: 1, default: 8 },
      width: { ...side, label: 'Width' },
      height: { ...side, label: 'Height' },
      seed: { type: 'seed', label: 'Seed', default: -1 },
      num_images: { type: 'integer', label: 'Count', min: 1, max: MOST_IMAGES, step: 1, default: 1 },
    },
  },
];
