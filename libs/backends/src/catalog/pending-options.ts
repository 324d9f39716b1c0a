import type { ModelLine, OptionSchema } from '@cyberimage/core';
import { MAX_PROMPT_LENGTH } from '../pipelines/options/advanced-options.js';
import { MAX_IMAGES } from '../pipelines/options/build-option-schema.js';

/**
 * The parameters of a model whose files are not on this machine: those that every model takes, and the
 * steps where the model line says all about them. The others become known with the files; until then they
 * have the model's own defaults.
 */
export function pendingOptions({ repo, steps }: ModelLine): OptionSchema {
  const { min, max, default: byDefault } = steps ?? {};
  const knowsSteps = min !== undefined && max !== undefined && byDefault !== undefined;
  return {
    prompt: {
      type: 'text',
      label: 'Prompt',
      description: `What the picture shows. The first picture downloads ${repo}; the model's other settings appear then.`,
      maxLength: MAX_PROMPT_LENGTH,
      default: '',
      required: true,
    },
    ...(knowsSteps && { steps: { type: 'integer', label: 'Steps', min, max, step: 1, default: byDefault } }),
    seed: { type: 'seed', label: 'Seed', default: -1 },
    num_images: { type: 'integer', label: 'Pictures', min: 1, max: MAX_IMAGES, step: 1, default: 1 },
  };
}
