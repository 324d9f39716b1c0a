import type { ModelDescription } from '@cyberimage/core';

/** A model with one parameter of each kind. */
export const FAKE_MODEL: ModelDescription = {
  id: 'fake',
  label: 'Fake',
  description: 'Colours',
  source: 'local',
  tags: ['test'],
  options: {
    prompt: { type: 'text', label: 'Prompt', maxLength: 20_000, default: '', required: true },
    negative_prompt: { type: 'text', label: 'Negative prompt', maxLength: 20_000, default: '' },
    width: { type: 'integer', label: 'Width', min: 64, max: 512, step: 8, default: 64 },
    height: { type: 'integer', label: 'Height', min: 64, max: 512, step: 8, default: 64 },
    steps: { type: 'integer', label: 'Steps', min: 1, max: 1000, step: 1, default: 4 },
    guidance_scale: { type: 'number', label: 'Guidance', min: 1, max: 20, step: 0.1, default: 7 },
    sampler: {
      type: 'choice',
      label: 'Sampler',
      choices: [
        { value: 'Euler', label: 'Euler', aliases: ['EulerDiscreteScheduler'] },
        { value: 'DDIM', label: 'DDIM' },
      ],
      default: 'Euler',
    },
    seed: { type: 'seed', label: 'Seed', default: -1 },
    num_images: { type: 'integer', label: 'Pictures', min: 1, max: 100, step: 1, default: 1 },
    tiling: { type: 'boolean', label: 'Tiling', default: false },
  },
};

/** One that starts from pictures, too. */
export const PAINTER: ModelDescription = {
  ...FAKE_MODEL,
  id: 'painter',
  options: {
    ...FAKE_MODEL.options,
    image: { type: 'image', label: 'Picture', role: 'picture', default: '' },
    mask: { type: 'image', label: 'Mask', role: 'mask', of: 'image', needs: 'image', default: '' },
    strength: {
      type: 'number',
      label: 'Strength',
      min: 0,
      max: 1,
      step: 0.01,
      default: 0.75,
      needs: 'image',
    },
  },
};
