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
 * Planes of −1 to 1 as bytes, rounded as diffusers does: in float32, ties to even, which is also how a
 * clamped array rounds.
 *
 * @param image RGB planes `[1, 3, height, width]`
 * @returns RGB interleaved
 */
function toPixels({ data, dims: [, channels = 3] }: Tensor): Uint8Array {
  const f = Math.fround;
  const places = data.length / channels;
  const pixels = new Uint8ClampedArray(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const plane = data.subarray(channel * places, (channel + 1) * places);
    for (let place = 0; place < places; place++) {
      const value = f(f(plane[place]! / 2) + 0.5);
      pixels[place * channels + channel] = f(Math.min(Math.max(value, 0), 1) * 255);
    }
  }
  return new Uint8Array(pixels.buffer);
}
