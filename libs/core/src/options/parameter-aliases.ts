import type { OptionSchema } from '../contract/option-schema.js';

/**
 * Other names under which people send a parameter, by alias. One table for the whole product: the API
 * and every wire protocol use it. Left: A1111's and OpenAI's words; right: diffusers'.
 */
export const PARAMETER_ALIASES: Readonly<Record<string, string>> = {
  cfg_scale: 'guidance_scale',
  cfg: 'guidance_scale',
  num_inference_steps: 'steps',
  sampler_name: 'sampler',
  schedule_type: 'scheduler',
  n: 'num_images',
  num_images_per_prompt: 'num_images',
  init_image: 'image',
  mask_image: 'mask',
  denoising_strength: 'strength',
};

/** The name that a schema has for what a client calls `name`: its own names go before aliases. */
export function canonicalParameter(schema: OptionSchema, name: string): string {
  return Object.hasOwn(schema, name) ? name : (PARAMETER_ALIASES[name] ?? name);
}
