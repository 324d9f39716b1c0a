import type { ParameterValue } from '@cyberimage/core';
import { readEmphasis, type Emphasis } from '../text/prompt-grammar/emphasis.js';
import type { MicroConditioning } from './stable-diffusion-xl/micro-conditioning.js';

/** Parameters that only some families take; those that a model does not have are undefined. */
export interface FamilyParameters {
  /** For the second and the third text encoder; empty: the same text for all. */
  readonly prompt2?: string | undefined;
  readonly prompt3?: string | undefined;
  readonly negativePrompt2?: string | undefined;
  readonly negativePrompt3?: string | undefined;
  /** Layers of the CLIP encoders left out at their end, beyond those that the family leaves out anyway. */
  readonly clipSkip?: number | undefined;
  /** Whether they are left out for the negative prompt, too. */
  readonly skipsNegative?: boolean | undefined;
  /** What becomes of brackets in the prompts; undefined is `none`. */
  readonly emphasis?: Emphasis | undefined;
  /** Tokens of T5. */
  readonly maxSequenceLength?: number | undefined;
  /** SDXL: an empty negative prompt stands for zeros in place of the encoded empty text. */
  readonly forceZerosForEmptyPrompt?: boolean | undefined;
  /** SDXL: sizes and crop that the picture should imitate; those of the negative prompt by default too. */
  readonly microConditioning?: MicroConditioning | undefined;
  readonly negativeMicroConditioning?: MicroConditioning | undefined;
  /** FLUX: classifier-free guidance beside the guidance that the model takes as an input. */
  readonly trueCfgScale?: number | undefined;
}

/**
 * Whether classifier-free guidance asks the denoiser for the negative prompt, too: by `true_cfg_scale` in
 * models that have one, whose guidance scale is an input of the network.
 */
export function comparesPrompts({
  guidanceScale,
  trueCfgScale = guidanceScale,
}: FamilyParameters & { readonly guidanceScale: number }): boolean {
  return trueCfgScale > 1;
}

/** Reads them from a request's values by their diffusers names. */
export function readFamilyParameters(values: Readonly<Record<string, ParameterValue>>): FamilyParameters {
  const text = (key: string) => (typeof values[key] === 'string' ? values[key] : undefined);
  const number = (key: string) => (typeof values[key] === 'number' ? values[key] : undefined);
  const [originalHeight = 0, originalWidth = 0] = [number('original_height'), number('original_width')];
  const hasOriginal = originalHeight > 0 && originalWidth > 0;
  const cropTopLeft = [number('crop_top') ?? 0, number('crop_left') ?? 0] as const;
  const zeros = values['force_zeros_for_empty_prompt'];
  return {
    prompt2: text('prompt_2'),
    prompt3: text('prompt_3'),
    negativePrompt2: text('negative_prompt_2'),
    negativePrompt3: text('negative_prompt_3'),
    clipSkip: number('clip_skip'),
    skipsNegative: values['convention'] === 'webui' ? true : undefined,
    emphasis: readEmphasis(values['emphasis']),
    maxSequenceLength: number('max_sequence_length'),
    trueCfgScale: number('true_cfg_scale'),
    microConditioning: {
      cropTopLeft,
      ...(hasOriginal && { originalSize: [originalHeight, originalWidth] }),
    },
    forceZerosForEmptyPrompt: typeof zeros === 'boolean' ? zeros : undefined,
  };
}
