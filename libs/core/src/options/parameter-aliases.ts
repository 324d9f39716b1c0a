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
  output_compression: 'output_quality',
  subseed: 'variation_seed',
  subseed_strength: 'variation_strength',
};

/**
 * The name that a schema has for what a client calls `name`. Its own names go before aliases, unless what an
 * option needs is off: A1111 has one word for the denoising strength of hires fix and that of image to image.
 *
 * @param given the whole request, by name or alias
 */
export function canonicalParameter(
  schema: OptionSchema,
  name: string,
  given: Readonly<Record<string, unknown>>,
): string {
  const alias = PARAMETER_ALIASES[name];
  const own = Object.hasOwn(schema, name) ? schema[name] : undefined;
  if (own === undefined || alias === undefined) return own === undefined ? (alias ?? name) : name;
  const isIdle = own.needs !== undefined && !given[own.needs];
  return isIdle && Object.hasOwn(schema, alias) && given[alias] === undefined ? alias : name;
}
