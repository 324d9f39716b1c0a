import type { VaeDecoder } from './networks/vae-decoder.js';
import type { Latents, PipelineEvent } from './pipeline.js';
import { toPixels } from './pixel-planes.js';

/** Turns a picture's latents into its pixels. */
export async function* decodePicture(
  decoder: VaeDecoder,
  latents: Latents,
  { picture, timesteps }: { readonly picture: number; readonly timesteps: readonly number[] },
): AsyncGenerator<PipelineEvent> {
  yield { type: 'phase', phase: 'decode', picture, done: 0 };
  const decoded = await decoder.decode(latents);
  const [, , height = 0, width = 0] = decoded.dims;
  yield { type: 'phase', phase: 'decode', picture, done: 1 };
  yield { type: 'picture', picture, width, height, pixels: toPixels(decoded), timesteps };
}
