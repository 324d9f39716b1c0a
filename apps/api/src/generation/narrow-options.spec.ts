import { expect, it } from 'vitest';
import { FAKE_MODEL } from '../testing/fake-model.js';
import { narrowOptions } from './narrow-options.js';

const LIMITS = {
  maxPromptLength: 100,
  maxSteps: 3,
  maxPixels: 1,
  maxImages: 2,
  maxQueueLength: 1,
  bodyLimitBytes: 1,
};

it('keeps a model within the limits of this server, defaults included', () => {
  const options = narrowOptions(FAKE_MODEL.options, LIMITS);
  expect(options['prompt']).toMatchObject({ maxLength: 100 });
  expect(options['steps']).toMatchObject({ min: 1, max: 3, default: 3 });
  expect(options['num_images']).toMatchObject({ max: 2, default: 1 });
  expect(options['width']).toBe(FAKE_MODEL.options['width']);
  expect(Object.keys(options)).toEqual(Object.keys(FAKE_MODEL.options));
});

it('leaves a model with fixed steps its one value', () => {
  const steps = { type: 'integer', label: 'Steps', min: 8, max: 8, step: 1, default: 8 } as const;
  expect(narrowOptions({ steps }, LIMITS)['steps']).toMatchObject({ min: 8, max: 8, default: 8 });
});
