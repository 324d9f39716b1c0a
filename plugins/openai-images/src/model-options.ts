import type { ChoiceOption, ImageOption, OptionSchema, OptionSpec } from '@cyberimage/core';
import type { ImagesSettings } from './settings.js';

/** OpenAI's limit for its newest models; servers with a lower one say so themselves. */
const LONGEST_PROMPT = 32_000;

/** How much of it may change is the model's own affair: the protocol has no strength. */
const PICTURE: ImageOption = {
  type: 'image',
  label: 'Picture',
  description: 'A picture to edit, as the prompt says.',
  role: 'picture',
  default: '',
};

/**
 * The parameters that the endpoint takes, as far as its owner has said.
 *
 * @param takesPictures whether it edits
 */
export function modelOptions(settings: ImagesSettings, takesPictures: boolean): OptionSchema {
  const { sizes, qualities, styles, backgrounds, maxImages, takesSeed } = settings;
  const options: Record<string, OptionSpec> = {
    prompt: { type: 'text', label: 'Prompt', maxLength: LONGEST_PROMPT, default: '', required: true },
    ...(takesPictures && { image: PICTURE }),
    ...choice('size', 'Size', sizes),
    ...choice('quality', 'Quality', qualities),
    ...choice('style', 'Style', styles),
    ...choice('background', 'Background', backgrounds),
  };
  if (takesSeed) options['seed'] = { type: 'seed', label: 'Seed', default: -1 };
  options['num_images'] = { type: 'integer', label: 'Count', min: 1, max: maxImages, step: 1, default: 1 };
  return options;
}

function choice(name: string, label: string, values: readonly string[]): Record<string, ChoiceOption> {
  const [first] = values;
  if (first === undefined) return {};
  const choices = [...new Set(values)].map((value) => ({ value, label: value }));
  return { [name]: { type: 'choice', label, choices, default: first } };
}
