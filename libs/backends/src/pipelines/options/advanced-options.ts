import type { BooleanOption, ChoiceOption, NumberOption, OptionSchema, TextOption } from '@cyberimage/core';
import { EMPHASES, type Emphasis } from '../../text/prompt-grammar/emphasis.js';
import type { ModelFacts } from '../model-facts.js';
import { CONVENTIONS } from '../../schedulers/convention.js';

/** UTF-16 code units. */
export const MAX_PROMPT_LENGTH = 4000;

const advanced = { group: 'advanced' } as const;

/** What diffusion models with classifier-free guidance take: diffusers' `guidance_rescale` and `eta`. */
export const DIFFUSION_OPTIONS: OptionSchema = {
  guidance_rescale: {
    ...advanced,
    type: 'number',
    label: 'Guidance rescale',
    description: 'Takes back the contrast that high guidance adds; 0 for not at all.',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0,
  },
  eta: {
    ...advanced,
    type: 'number',
    label: 'Eta',
    description: 'Fresh noise in each step of DDIM and TCD; other samplers ignore it.',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0,
  },
};

/** Whose pictures a seed gives. */
export const CONVENTION: ChoiceOption = {
  ...advanced,
  type: 'choice',
  label: 'Convention',
  description: 'Noise and noise levels as in diffusers, or near those of A1111 and Forge set to NV noise.',
  choices: CONVENTIONS,
  default: 'diffusers',
};

/** A1111's variations: pictures near that of a seed. */
export const VARIATION_OPTIONS: OptionSchema = {
  variation_strength: {
    ...advanced,
    type: 'number',
    label: 'Variation strength',
    description:
      'How far a picture leaves the one of its seed: 0 for not at all, 1 for another picture. Above 0 the pictures of a request share the seed, and picture i gets variation seed + i.',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0,
  },
  variation_seed: {
    ...advanced,
    type: 'seed',
    needs: 'variation_strength',
    label: 'Variation seed',
    description: 'Which way the picture leaves that of its seed; −1 takes a new one.',
    default: -1,
  },
};

/** How brackets and the other marks of A1111's prompts are read. */
export const EMPHASIS: ChoiceOption = {
  ...advanced,
  type: 'choice',
  label: 'Emphasis',
  description:
    'What (word:1.2) does: Original keeps the mean of the text, No norm does not (better for SDXL), Ignore drops the weights, None reads a prompt letter by letter up to 77 tokens, as diffusers does.',
  choices: EMPHASES,
  default: 'original' satisfies Emphasis,
};

/** @param encoder which text encoder reads it, for people */
export function promptFor(encoder: string, label: string): TextOption {
  return {
    ...advanced,
    type: 'text',
    label,
    description: `For ${encoder} alone; empty: the same text as for the first.`,
    maxLength: MAX_PROMPT_LENGTH,
    default: '',
  };
}

/** A size or place in pixels that SDXL is told; 0 for the picture's own. */
export function pixelsOption(label: string, description: string): NumberOption {
  const range = { min: 0, max: 8192, step: 1, default: 0, unit: 'px' };
  return { ...advanced, ...range, type: 'integer', label, description };
}

/** The option for a model with one CLIP encoder; none where its graph does not show its layers. */
export function skippedLayersOption({ skippableLayers }: ModelFacts): OptionSchema {
  return skippableLayers.length === 0 ? {} : { clip_skip: clipSkipOption(skippableLayers.length) };
}

/** @param max layers that there are to skip */
export function clipSkipOption(max: number): NumberOption {
  return {
    ...advanced,
    type: 'integer',
    label: 'CLIP skip',
    description:
      'Layers of the text encoders left out at their end, beyond those that the model leaves out, as diffusers counts them: 1 here is 2 in A1111. The negative prompt keeps them all, except in the convention webui.',
    min: 0,
    max,
    step: 1,
    default: 0,
  };
}

/** @param byDefault as many as the model was trained with */
export function sequenceLengthOption(byDefault: number, max: number): NumberOption {
  return {
    ...advanced,
    type: 'integer',
    label: 'Text tokens',
    description: 'How many tokens of the prompt T5 reads; fewer is faster.',
    min: 64,
    max,
    step: 8,
    default: byDefault,
  };
}

/** @param byDefault what the model's index says */
export function forceZerosOption(byDefault: boolean): BooleanOption {
  return {
    ...advanced,
    type: 'boolean',
    label: 'Zeros for an empty negative prompt',
    description: 'As the model was trained; otherwise the empty text is encoded, as A1111 does.',
    default: byDefault,
  };
}
