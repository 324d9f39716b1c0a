import type { SafetensorsHeader } from './safetensors-file.js';

/** Kinds of models that LoRAs are made for. */
export const LORA_FAMILIES = {
  'sd-1': 'Stable Diffusion 1',
  'sd-2': 'Stable Diffusion 2',
  sdxl: 'Stable Diffusion XL',
  'sd-3': 'Stable Diffusion 3',
  flux: 'FLUX.1',
  sana: 'Sana',
} as const;

/** One of {@link LORA_FAMILIES}. */
export type LoraFamily = keyof typeof LORA_FAMILIES;

/** What trainers write: kohya's `ss_base_model_version`, and the `modelspec.architecture` of newer ones. */
const WORDS: readonly (readonly [pattern: RegExp, family: LoraFamily])[] = [
  [/^(sdxl|stable-diffusion-xl)/i, 'sdxl'],
  [/^(sd_?v?1|stable-diffusion-v1)/i, 'sd-1'],
  [/^(sd_?v?2|stable-diffusion-v2)/i, 'sd-2'],
  [/^(sd_?v?3|stable-diffusion-v?-?3)/i, 'sd-3'],
  [/^flux/i, 'flux'],
  [/^sana/i, 'sana'],
];

/** Width of the text that a unet's cross attention sees. */
const CONTEXT_WIDTHS: ReadonlyMap<number, LoraFamily> = new Map([
  [768, 'sd-1'],
  [1024, 'sd-2'],
  [2048, 'sdxl'],
]);

/** Layers that only one kind of transformer has. */
const LAYERS: readonly (readonly [pattern: RegExp, family: LoraFamily])[] = [
  [/(^|[._])(double_blocks|single_blocks|single_transformer_blocks)[._]/, 'flux'],
  [/(^|[._])joint_blocks[._]/, 'sd-3'],
  [/(^|[._])(conv_inverted|conv_point|caption_projection)[._]/, 'sana'],
  [/^lora_te2_|(^|[._])(input|output)_blocks[._]/, 'sdxl'],
  [/(^|[._])(add_q_proj|context_embedder)[._]/, 'sd-3'],
];

/**
 * Which kind of model a LoRA was made for: as its trainer wrote, else as its layers show.
 *
 * @returns undefined where neither tells
 */
export function tellFamily({ metadata, tensors }: SafetensorsHeader): LoraFamily | undefined {
  for (const key of ['modelspec.architecture', 'ss_base_model_version']) {
    const family = WORDS.find(([pattern]) => pattern.test(metadata[key] ?? ''))?.[1];
    if (family !== undefined) return family;
  }
  for (const [pattern, family] of LAYERS) {
    if (tensors.some(({ name }) => pattern.test(name))) return family;
  }
  const keys = tensors.find(({ name }) =>
    /[._]attn2[._](processor\.)?to_k.*(lora_down|lora_A|lora\.down)/.test(name),
  );
  return CONTEXT_WIDTHS.get(keys?.shape[1] ?? 0);
}
