import { roundHalfEven } from '../numerics/round-half-even.js';
import type { Tensor } from '../runtime/tensor.js';
import type { VaeDecoder } from './networks/vae-decoder.js';
import type { Latents, PipelineEvent } from './pipeline.js';

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

/**
 * Planes of −1 to 1 as bytes, rounded as diffusers does: in float32, ties to even.
 *
 * @param image RGB planes `[1, 3, height, width]`
 * @returns RGB interleaved
 */
function toPixels({ data, dims: [, channels = 3] }: Tensor): Uint8Array {
  const places = data.length / channels;
  const pixels = new Uint8Array(data.length);
  for (let place = 0; place < places; place++) {
    for (let channel = 0; channel < channels; channel++) {
      const value = Math.fround(Math.fround(data[channel * places + place]! / 2) + 0.5);
      pixels[place * channels + channel] = roundHalfEven(Math.fround(Math.min(Math.max(value, 0), 1) * 255));
    }
  }
  return pixels;
}
