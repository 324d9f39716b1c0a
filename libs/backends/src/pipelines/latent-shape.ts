import type { ModelFacts } from './model-facts.js';

/** Size of one picture's latents. */
export interface LatentShape {
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

/** How many values latents of this size have. */
export function latentLength({ channels, width, height }: LatentShape): number {
  return channels * width * height;
}

/**
 * @param size of the picture in pixels, multiples of the model's `sizeMultiple`
 * @returns the size of its latents
 */
export function latentShape(
  { latentChannels, vaeFactor }: ModelFacts,
  size: { readonly width: number; readonly height: number },
): LatentShape {
  return { channels: latentChannels, width: size.width / vaeFactor, height: size.height / vaeFactor };
}
