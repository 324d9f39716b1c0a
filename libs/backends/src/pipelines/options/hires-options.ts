import type { NumberOption, OptionSchema } from '@cyberimage/core';
import { LANCZOS, LATENT_UPSCALERS, type NamedUpscaler } from '../hires/upscaler.js';
import type { ModelFacts } from '../model-facts.js';

/** Latents of stronger compression have too little of the picture's shape left to be interpolated. */
const MAX_FACTOR_OF_LATENT_UPSCALE = 16;

const MAX_SCALE = 4;
/** Less noise would lay out more steps than models were trained with. */
const MIN_STRENGTH = 0.05;

const advanced = { group: 'advanced' } as const;

/**
 * The upscalers that fit a model: its latents by interpolation, and, where it can encode, its pixels.
 *
 * @param networks those on this machine
 */
export function upscalersFor(
  { vaeFactor, hasEncoder }: ModelFacts,
  networks: readonly NamedUpscaler[],
): readonly NamedUpscaler[] {
  return [
    ...(vaeFactor <= MAX_FACTOR_OF_LATENT_UPSCALE ? LATENT_UPSCALERS : []),
    ...(hasEncoder ? [LANCZOS, ...networks] : []),
  ];
}

/**
 * Hires fix, in A1111's words; nothing for a model whose export fixed the size, or that no upscaler fits.
 *
 * @param upscalers the ones that fit the model
 * @param maxSteps of the model
 */
export function hiresOptions(
  { fixedSize }: ModelFacts,
  upscalers: readonly NamedUpscaler[],
  maxSteps: number,
): OptionSchema {
  const [first] = upscalers;
  if (fixedSize !== undefined || first === undefined) return {};
  return {
    enable_hr: {
      ...advanced,
      type: 'boolean',
      label: 'Hires fix',
      description: 'Enlarges the picture and goes over it again at the larger size.',
      default: false,
    },
    hr_scale: number('Hires: scale', 'How much larger, each way.', {
      min: 1,
      max: MAX_SCALE,
      step: 0.05,
      default: 2,
    }),
    hr_upscaler: {
      ...advanced,
      needs: 'enable_hr',
      type: 'choice',
      label: 'Hires: upscaler',
      description:
        'Latent upscalers need a denoising strength above 0.5; those of pixels keep more at a lower one.',
      choices: upscalers.map(({ name }) => ({ value: name, label: name })),
      default: first.name,
    },
    hr_second_pass_steps: {
      ...number('Hires: steps', '0: as many as in the first pass.', {
        min: 0,
        max: maxSteps,
        step: 1,
        default: 0,
      }),
      type: 'integer',
    },
    denoising_strength: number('Hires: denoising strength', 'Low keeps the picture, high paints it anew.', {
      min: MIN_STRENGTH,
      max: 1,
      step: 0.01,
      default: 0.7,
    }),
  };
}

function number(
  label: string,
  description: string,
  range: Pick<NumberOption, 'min' | 'max' | 'step' | 'default'>,
): NumberOption {
  return { ...advanced, ...range, type: 'number', label, description, needs: 'enable_hr' };
}
