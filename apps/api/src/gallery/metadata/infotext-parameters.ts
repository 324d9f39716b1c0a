import type { JsonObject, JsonValue } from '@cyberimage/core';
import type { Infotext } from './parse-infotext.js';

/** What a text says about how a picture was made, in our own words. */
export interface PictureFacts {
  readonly model?: string;
  /** Decimal. */
  readonly seed?: string;
  readonly parameters: JsonObject;
}

/** Our names of the web UIs' keys; all others become snake_case. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['Schedule type', 'scheduler'],
  ['CFG scale', 'guidance_scale'],
  ['Variation seed strength', 'variation_strength'],
  ['Denoising', 'denoising_strength'],
  ['Hires upscale', 'hr_scale'],
  ['Hires upscaler', 'hr_upscaler'],
  ['Hires steps', 'hr_second_pass_steps'],
  ['Masked content', 'inpainting_fill'],
  ['Masked area padding', 'inpaint_full_res_padding'],
]);
/** Switches, by the item that stands for one that is on. */
const SWITCHES: ReadonlyMap<string, string> = new Map([
  ['Inpaint area: Only masked', 'inpaint_full_res'],
  ['Mask mode: Inpaint not masked', 'inpainting_mask_invert'],
]);
/** Texts of ours that count clip skip as diffusers does. */
const OLD_VERSION = 'CyberImage';
const SIZE = /^(\d+)x(\d+)$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const MAX_SEED = 2n ** 64n;
/** Digits that are a name and not a quantity. */
const TEXTS = new Set(['model_hash', 'vae_hash', 'version', 'model', 'prompt', 'hires_prompt']);

/** The typed view of an infotext. */
export function infotextParameters({ prompt, negativePrompt, items }: Infotext): PictureFacts {
  const parameters: Record<string, JsonValue> = { prompt, negative_prompt: negativePrompt };
  let facts: Omit<PictureFacts, 'parameters'> = {};
  for (const [key, value] of items) {
    const size = key === 'Size' ? SIZE.exec(value) : null;
    if (size !== null) Object.assign(parameters, { width: Number(size[1]), height: Number(size[2]) });
    else if (key === 'Seed') facts = { ...facts, ...seedOf(value) };
    else if (key === 'Model') facts = { ...facts, model: value };
    else {
      const option = SWITCHES.get(`${key}: ${value}`);
      const name = option ?? NAMES.get(key) ?? snakeCase(key);
      // A key of the settings never takes the prompt's place.
      if (name !== '' && name !== 'prompt' && name !== 'negative_prompt')
        parameters[name] = option === undefined ? typed(name, value) : true;
    }
  }
  return { ...facts, parameters: inOurWords(parameters) };
}

/** What the web UIs count or name otherwise. */
function inOurWords(values: JsonObject): JsonObject {
  const { clip_skip: clipSkip, denoising_strength: strength, inpainting_fill: fill, ...others } = values;
  const isOld = values['version'] === OLD_VERSION;
  // Only hires fix has an upscaler; the text has no word for the switch itself.
  const isHires = 'hr_upscaler' in values;
  return {
    ...others,
    ...(clipSkip !== undefined && {
      clip_skip: typeof clipSkip === 'number' && !isOld ? Math.max(0, clipSkip - 1) : clipSkip,
    }),
    // They have one word for two strengths.
    ...(strength !== undefined && { [isHires ? 'denoising_strength' : 'strength']: strength }),
    ...(typeof fill === 'string' && { inpainting_fill: fill.replaceAll(' ', '_') }),
    ...(isHires && { enable_hr: true }),
    ...hiresScale(values),
  };
}

/** Where hires fix was told a size in place of a factor, and the proportions stay. */
function hiresScale({ hires_resize: resize, width, height }: JsonObject): JsonObject {
  const size = typeof resize === 'string' ? SIZE.exec(resize) : null;
  if (size === null || typeof width !== 'number' || typeof height !== 'number') return {};
  const scale = Number(size[1]) / width;
  return scale === Number(size[2]) / height ? { hr_scale: scale } : {};
}

/** Nothing for a seed that no picture of ours could have. */
export function seedOf(value: string): { seed?: string } {
  return /^\d{1,20}$/.test(value) && BigInt(value) < MAX_SEED ? { seed: String(BigInt(value)) } : {};
}

function typed(name: string, value: string): JsonValue {
  if (value === 'True' || value === 'False') return value === 'True';
  const isQuantity = NUMBER.test(value) && !TEXTS.has(name);
  return isQuantity && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function snakeCase(key: string): string {
  return key
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}
