import type { Image } from '../api/generated/models/image';
import type { Model } from '../api/generated/models/model';
import type { OptionValue } from '../api/option-value';
import { fieldName } from '../ui/format/field-name';

/** The words of the AUTOMATIC1111 web UI, which other programs look for. */
const NAMES: Readonly<Record<string, string>> = {
  steps: 'Steps',
  sampler: 'Sampler',
  scheduler: 'Schedule type',
  guidance_scale: 'CFG scale',
  seed: 'Seed',
  variation_seed: 'Variation seed',
  variation_strength: 'Variation seed strength',
};
const HIRES_NAMES: Readonly<Record<string, string>> = {
  denoising_strength: 'Denoising strength',
  hr_scale: 'Hires upscale',
  hr_second_pass_steps: 'Hires steps',
  hr_upscaler: 'Hires upscaler',
};
/** They have a place of their own in the text, or say nothing about this one picture. */
const ELSEWHERE = [
  'prompt',
  'negative_prompt',
  'loras',
  'model',
  'width',
  'height',
  'num_images',
  'enable_hr',
  'output_format',
  'output_quality',
];

/**
 * The generation data as the AUTOMATIC1111 web UI writes it: the prompt, the negative prompt, one line of
 * settings. A value with a comma, a colon or a line break stands in quotes, as JSON.
 */
export function toInfotext(image: Image, model: Model | undefined): string {
  const values: Readonly<Record<string, unknown>> = { ...image.parameters, seed: image.seed ?? undefined };
  const hasHires = values['enable_hr'] === true;
  const names = hasHires ? { ...NAMES, ...HIRES_NAMES } : NAMES;
  const known = Object.keys(names).filter((name) => name in values && !isSameSteps(name, values[name]));
  const others = Object.keys(values).filter(
    (name) => !(name in NAMES) && !(name in HIRES_NAMES) && !ELSEWHERE.includes(name),
  );
  const settings = [...known, ...others].flatMap((name) => {
    const value = values[name];
    if (!isScalar(value)) return [];
    const spec = model?.options[name];
    const label = names[name] ?? spec?.label ?? fieldName(name);
    const choice = spec?.type === 'choice' && spec.choices.find((each) => each.value === value);
    return [`${label}: ${quoted(choice ? choice.label : String(value))}`];
  });
  // With hires fix the size is that of the first pass.
  const { width = image.width, height = image.height } = hasHires ? values : {};
  const size = `Size: ${String(width)}x${String(height)}`;
  const named = image.model === '' ? [] : [`Model: ${quoted(image.model)}`];
  const made = [...settings, size, ...named].join(', ');
  const negative = image.negative_prompt === '' ? [] : [`Negative prompt: ${image.negative_prompt}`];
  // LoRAs are tags at the end of the prompt there.
  const loras = values['loras'];
  const prompt = typeof loras === 'string' && loras !== '' ? `${image.prompt} ${loras}` : image.prompt;
  return [prompt, ...negative, made].join('\n');
}

/** 0 stands for as many steps as in the first pass, and the web UI leaves it out. */
function isSameSteps(name: string, value: unknown): boolean {
  return name === 'hr_second_pass_steps' && value === 0;
}

function isScalar(value: unknown): value is OptionValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function quoted(value: string): string {
  return /[,:\n]/.test(value) ? JSON.stringify(value) : value;
}
