import type { Size } from '../pictures/pixels.js';
import { cropToSize } from './crop-to-size.js';
import type { VaeDecoder } from './networks/vae-decoder.js';
import type { Latents, PipelineEvent } from './pipeline.js';
import { toImage, toPixels } from './pixel-planes.js';

/** What is told with a picture, and how it is finished. */
interface Decoding {
  readonly picture: number;
  readonly timesteps: readonly number[];
  /** The size that it is brought to; by default it keeps its own. */
  readonly cropTo: Size | undefined;
}

/** Turns a picture's latents into its pixels. */
export async function* decodePicture(
  decoder: VaeDecoder,
  latents: Latents,
  { picture, timesteps, cropTo }: Decoding,
): AsyncGenerator<PipelineEvent> {
  yield { type: 'phase', phase: 'decode', picture, done: 0 };
  const decoded = await decoder.decode(latents);
  const whole = toImage(decoded);
  const image = cropTo === undefined ? whole : cropToSize(whole, cropTo);
  const { width, height } = image;
  yield { type: 'phase', phase: 'decode', picture, done: 1 };
  yield { type: 'picture', picture, width, height, pixels: toPixels(image), timesteps };
}
