import { flat } from './module-names.js';

/** Where a layer of a LoRA file belongs. */
export interface LayerPlace {
  /** The model's component: `unet`, `transformer`, `text_encoder_2`. */
  readonly component: string;
  /** The module's name within it, as {@link flat} writes it. */
  readonly name: string;
}

/**
 * What stands before a module's name, by component. A name with none of these in front is one of the
 * denoiser. kohya counts CLIP and T5 encoders apart: T5 is its third, whichever the model's is.
 */
const TEXT_ENCODERS: readonly (readonly [prefix: RegExp, components: readonly string[]])[] = [
  [/^lora_te_|^lora_te1_|^text_encoder\.|^lora_text_encoder_/, ['text_encoder']],
  [/^lora_te2_|^text_encoder_2\./, ['text_encoder_2']],
  [/^lora_te3_/, ['text_encoder_3', 'text_encoder_2']],
  [/^text_encoder_3\./, ['text_encoder_3']],
];
const DENOISER =
  /^(base_model\.model\.)?(lora_unet_|lora_transformer_|unet\.|transformer\.|model\.diffusion_model\.|diffusion_model\.)?/;

/**
 * Finds the component that a layer's name speaks of.
 *
 * @param denoiser the model's
 * @param components those that the model has
 */
export function placeLayer(
  layer: string,
  denoiser: string,
  components: readonly string[],
): LayerPlace | undefined {
  for (const [prefix, candidates] of TEXT_ENCODERS) {
    if (!prefix.test(layer)) continue;
    const component = candidates.find((candidate) => components.includes(candidate));
    return component === undefined ? undefined : { component, name: flat(layer.replace(prefix, '')) };
  }
  return { component: denoiser, name: flat(layer.replace(DENOISER, '')) };
}
