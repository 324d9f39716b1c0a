import type { NumberOption, OptionSchema } from '@cyberimage/core';
import type { ServiceSettings } from './settings.js';

const LONGEST_PROMPT = 10_000;
/** Latents are an eighth of the picture's size in every family of models that such services run. */
const SIZE_STEP = 8;
/** Of a picture, in pixels. */
export const LARGEST_SIDE = 2048;

/** The parameters of the service's request. */
export function modelOptions(settings: ServiceSettings): OptionSchema {
  const { samplers, defaultSteps, maxImages } = settings;
  const [firstSampler] = samplers;
  return {
    prompt: { type: 'text', label: 'Prompt', maxLength: LONGEST_PROMPT, default: '', required: true },
    negative_prompt: { type: 'text', label: 'Negative prompt', maxLength: LONGEST_PROMPT, default: '' },
    steps: { type: 'integer', label: 'Steps', min: 1, max: 150, step: 1, default: defaultSteps },
    guidance_scale: { type: 'number', label: 'Guidance', min: 0, max: 30, step: 0.1, default: 7 },
    width: side('Width', settings),
    height: side('Height', settings),
    ...(firstSampler === undefined
      ? {}
      : {
          sampler: {
            type: 'choice',
            label: 'Sampler',
            choices: samplers.map((value) => ({ value, label: value })),
            default: firstSampler,
          },
        }),
    seed: { type: 'seed', label: 'Seed', default: -1 },
    num_images: { type: 'integer', label: 'Count', min: 1, max: maxImages, step: 1, default: 1 },
  };
}

function side(label: string, { defaultSize }: ServiceSettings): NumberOption {
  const range = { min: 64, max: LARGEST_SIDE, step: SIZE_STEP, unit: 'px' };
  return {
    type: 'integer',
    label,
    ...range,
    default: Math.floor(defaultSize / SIZE_STEP) * SIZE_STEP,
  };
}
