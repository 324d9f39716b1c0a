import { BackendError } from '@cyberimage/core';
import type { NoiseSource } from '../noise/noise-source.js';
import type { LatentShape } from './latent-shape.js';
import type { ModelParts } from './model-parts.js';
import type { InputImage, PipelineRequest } from './pipeline.js';

/**
 * The latents of a picture of the request's size.
 *
 * @throws BackendError `invalid-request` for a model without an encoder
 */
export async function encodeImage(
  parts: ModelParts,
  image: Pick<InputImage, 'pixels'>,
  shape: LatentShape,
  { request, noise }: { readonly request: PipelineRequest; readonly noise: NoiseSource },
): Promise<Float32Array> {
  const vaeEncoder = await parts.vaeEncoder();
  if (vaeEncoder !== undefined) return vaeEncoder.encode(image.pixels, request, shape, noise);
  const message = 'this model has no vae_encoder, so it cannot start from a picture';
  throw new BackendError('invalid-request', message, { field: 'image' });
}
