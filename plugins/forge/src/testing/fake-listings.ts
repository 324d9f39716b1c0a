import type { FakeVariant } from './fake-variant.js';

const SAMPLERS: readonly (readonly [name: string, alias: string, options: Record<string, unknown>])[] = [
  ['DPM++ 2M', 'k_dpmpp_2m', { scheduler: 'karras' }],
  ['DPM++ SDE', 'k_dpmpp_sde', { scheduler: 'karras', second_order: true, brownian_noise: true }],
  ['Euler a', 'k_euler_a', { uses_ensd: true }],
  ['Euler', 'k_euler', {}],
  ['DDIM', 'ddim', {}],
];

export const SCHEDULERS: readonly (readonly [name: string, label: string])[] = [
  ['automatic', 'Automatic'],
  ['uniform', 'Uniform'],
  ['karras', 'Karras'],
  ['sgm_uniform', 'SGM Uniform'],
  ['simple', 'Simple'],
];

export const SAMPLER_NAMES = SAMPLERS.map(([name]) => name);
export const LATENT_MODES = ['Latent', 'Latent (antialiased)', 'Latent (nearest)'];
export const UPSCALERS = ['None', 'Lanczos', 'Nearest', 'R-ESRGAN 4x+'];
export const MODULES = ['ae.safetensors', 'clip_l.safetensors'];
export const STYLES = [
  { name: '---------------- STYLES ----------------', prompt: null, negative_prompt: null },
  { name: 'Neon', prompt: '{prompt}, neon lights', negative_prompt: 'daylight' },
];

const toUpscaler = (name: string) => ({
  name,
  model_name: null,
  model_path: null,
  model_url: null,
  scale: 4,
});
const toModule = (name: string) => ({ model_name: name, filename: `/srv/fake/models/VAE/${name}` });

/** The bodies of the listing routes that never change. */
export function listings(
  variant: FakeVariant,
  modules: readonly string[],
): Readonly<Record<string, unknown>> {
  return {
    samplers: SAMPLERS.map(([name, alias, options]) => ({
      name,
      ...(variant.schedulers ? { aliases: [alias] } : {}),
      options: variant.stringOptions ? asStrings(options) : options,
    })),
    schedulers: SCHEDULERS.map(([name, label]) =>
      variant.schedulers
        ? { name, label, aliases: null, default_rho: -1, need_inner_model: false }
        : { name, cls: label, options: {} },
    ),
    upscalers: UPSCALERS.map(toUpscaler),
    'latent-upscale-modes': LATENT_MODES.map((name) => ({ name })),
    [variant.modules]: modules.map(toModule),
    'prompt-styles': STYLES,
  };
}

/** Python's text of a value. */
function asStrings(options: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(options);
  return Object.fromEntries(entries.map(([key, value]) => [key, value === true ? 'True' : String(value)]));
}
