import type { GenerationPlan } from './generation-plan.js';

/**
 * The graphs that a plan loads beside those of text to image: the encoder for a picture to start from or to enlarge,
 * and once more the text encoder, with an output per layer, for CLIP skip. They stay with the model.
 */
export function extraGraphs({ parameters, model, hires }: GenerationPlan): readonly string[] {
  const { isForInpainting, skippableLayers } = model.facts;
  const enlargesPixels = hires !== undefined && hires.upscaler.kind !== 'latent';
  const encodes = parameters.picture !== undefined || isForInpainting || enlargesPixels;
  const skipsLayers = (parameters.clipSkip ?? 0) > 0 && skippableLayers.length > 0;
  return [...(encodes ? ['vae_encoder'] : []), ...(skipsLayers ? ['text_encoder'] : [])];
}
