import type { Choice, ChoiceOption, LoraOption, NumberOption, OptionSchema } from '@cyberimage/core';
import { PICTURE_OPTIONS } from './picture-options.js';
import type { NamedChoice, ServerLists } from './server-lists.js';
import { VARIATION_OPTIONS } from './variation-options.js';

const TEXT_LENGTH = 20_000;
/** Forge makes sizes that are no multiple of 8 smaller without a word. */
const SIZE = { type: 'integer', min: 64, max: 2048, step: 8, unit: 'px' } as const;

/** Largest picture without hires fix, in pixels. */
export const MAX_PIXELS = SIZE.max * SIZE.max;
/** Largest number of pictures of one request; each is a job of its own on the server. */
export const MAX_IMAGES = 16;

/** The parameters that the server's checkpoints take, with the choices that it offers now. */
export function buildOptionSchema(lists: ServerLists): OptionSchema {
  const { defaults } = lists;
  return {
    prompt: {
      type: 'text',
      label: 'Prompt',
      description: 'What the picture shows.',
      maxLength: TEXT_LENGTH,
      default: '',
      required: true,
    },
    negative_prompt: {
      type: 'text',
      label: 'Negative prompt',
      description: 'Has no effect at a guidance scale of 1.',
      maxLength: TEXT_LENGTH,
      default: '',
    },
    ...(lists.takesPictures === true && PICTURE_OPTIONS),
    steps: { type: 'integer', label: 'Steps', min: 1, max: 150, step: 1, default: 20 },
    guidance_scale: number('Guidance scale', 1, 30, 0.1, defaults.guidanceScale),
    width: { ...SIZE, label: 'Width', default: onGrid(defaults.width) },
    height: { ...SIZE, label: 'Height', default: onGrid(defaults.height) },
    ...(lists.samplers.length === 0 ? {} : { sampler: choice('Sampler', lists.samplers) }),
    ...(lists.schedulers.length === 0 ? {} : { scheduler: choice('Schedule type', lists.schedulers) }),
    seed: { type: 'seed', label: 'Seed', default: -1 },
    num_images: { type: 'integer', label: 'Pictures', min: 1, max: MAX_IMAGES, step: 1, default: 1 },
    ...(lists.loras === undefined ? {} : { loras: loraOption(lists.loras) }),
    ...VARIATION_OPTIONS,
    ...modelOptions(lists),
    ...hiresOptions(lists),
  };
}

/** The server takes any weight; beyond these nearly every LoRA takes the picture apart. */
function loraOption(loras: readonly NamedChoice[]): LoraOption {
  return {
    type: 'loras',
    label: 'LoRAs',
    description: 'Small additions to the model: a style, a person, a thing. 1 is as trained, 0 is off.',
    choices: loras.map(toChoice),
    min: -2,
    max: 2,
    step: 0.05,
    default: '',
  };
}

function modelOptions({ styles, modules, vaes, defaults }: ServerLists): OptionSchema {
  return {
    ...(styles.length === 0 ? {} : { style: { ...optional('Style', 'None', styles), group: 'advanced' } }),
    ...(defaults.clipSkip === undefined
      ? {}
      : {
          // The server counts the last layer too.
          clip_skip: {
            ...number('Clip skip', 0, 11, 1, defaults.clipSkip - 1),
            type: 'integer',
            description: 'Layers of the text encoder left out at its end: 1 here is 2 in the web UI.',
          },
        }),
    ...(modules === undefined
      ? {}
      : {
          distilled_cfg_scale: {
            ...number('Distilled guidance', 0, 30, 0.1, 3.5),
            description: 'For Flux and its kin; other models leave it unused.',
          },
          modules: {
            type: 'text',
            label: 'VAE and text encoders',
            description: `File names, separated by commas; empty: those inside the checkpoint. There are: ${modules.join(', ') || 'none'}.`,
            maxLength: TEXT_LENGTH,
            default: defaults.modules.join(', '),
            group: 'advanced',
          },
        }),
    ...(vaes === undefined
      ? {}
      : { vae: { ...optional('VAE', 'As the server chooses', vaes), group: 'advanced' } }),
  };
}

function hiresOptions({ upscalers }: ServerLists): OptionSchema {
  if (upscalers.length === 0) return {};
  const values = upscalers.map((value): NamedChoice => ({ value, aliases: [] }));
  return {
    enable_hr: {
      type: 'boolean',
      label: 'Hires fix',
      description: 'A second pass at a larger size.',
      default: false,
      group: 'advanced',
    },
    hr_scale: { ...number('Hires: scale', 1, 4, 0.05, 2), needs: 'enable_hr' },
    hr_upscaler: { ...choice('Hires: upscaler', values), group: 'advanced', needs: 'enable_hr' },
    hr_second_pass_steps: {
      ...number('Hires: steps', 0, 150, 1, 0),
      type: 'integer',
      description: '0: as many as in the first pass.',
      needs: 'enable_hr',
    },
    denoising_strength: { ...number('Hires: denoising strength', 0, 1, 0.01, 0.7), needs: 'enable_hr' },
  };
}

function number(label: string, min: number, max: number, step: number, byDefault: number): NumberOption {
  const value = Math.min(max, Math.max(min, byDefault));
  return { type: 'number', label, min, max, step, default: value, group: 'advanced' };
}

function choice(label: string, values: readonly NamedChoice[]): ChoiceOption {
  const choices = values.map(toChoice);
  return { type: 'choice', label, choices, default: choices[0]!.value };
}

function toChoice({ value, aliases }: NamedChoice): Choice {
  return { value, label: value, aliases };
}

function optional(label: string, none: string, values: readonly string[]): ChoiceOption {
  const choices = values.map((value): Choice => ({ value, label: value }));
  return { type: 'choice', label, choices: [{ value: '', label: none }, ...choices], default: '' };
}

function onGrid(size: number): number {
  return Math.min(SIZE.max, Math.max(SIZE.min, Math.round(size / SIZE.step) * SIZE.step));
}
