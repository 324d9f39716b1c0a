import type { NoiseSource } from '../noise/noise-source.js';
import { encodeImage } from './encode-image.js';
import type { LatentShape } from './latent-shape.js';
import type { ModelParts } from './model-parts.js';
import type { Latents, PipelineRequest } from './pipeline.js';
import { shrinkMask } from './shrink-mask.js';

/** From here on a place of the mask is painted anew, as diffusers has it. */
const PAINTED_FROM = 0.5;

/** What a unet made for inpainting is told with every sample. */
export interface InpaintCondition {
  /** One value per place: 1 is painted anew. */
  readonly mask: Float32Array;
  /** The picture with grey under the mask, as latents. */
  readonly masked: Float32Array;
}

/**
 * What a unet with nine channels looks at beside the latents. Without a mask all is painted anew, as A1111 has
 * it for text to image and image to image with such a model.
 *
 * @param noise for the posterior's draw, the last one before denoising begins
 * @returns undefined for a unet that takes latents alone
 * @throws BackendError `invalid-request` for a model without an encoder
 */
export async function inpaintCondition(
  parts: ModelParts,
  request: PipelineRequest,
  shape: LatentShape,
  noise: NoiseSource,
): Promise<InpaintCondition | undefined> {
  if (!parts.facts.isForInpainting) return undefined;
  const { width, height, input } = request;
  const full = input?.mask ?? new Float32Array(width * height).fill(1);
  const pixels = new Float32Array(3 * width * height);
  const kept = input?.pixels;
  if (kept !== undefined) {
    for (const [i, value] of kept.entries()) {
      if ((full[i % full.length] ?? 1) < PAINTED_FROM) pixels[i] = value;
    }
  }
  const mask = shrinkMask(full, request, shape).map((value) => (value < PAINTED_FROM ? 0 : 1));
  return { mask, masked: await encodeImage(parts, { pixels }, shape, { request, noise }) };
}

/** The sample as such a unet takes it: latents, mask, masked picture (Rombach et al. 2022, section 4.5). */
export function withCondition(sample: Latents, condition: InpaintCondition | undefined): Latents {
  if (condition === undefined) return sample;
  const { mask, masked } = condition;
  const data = new Float32Array(sample.data.length + mask.length + masked.length);
  data.set(sample.data);
  data.set(mask, sample.data.length);
  data.set(masked, sample.data.length + mask.length);
  return { ...sample, channels: 2 * sample.channels + 1, data };
}
