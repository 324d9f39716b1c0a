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
 * @param size of the picture in pixels
 * @returns the size of its latents, down to the next multiple that the model takes
 */
export function latentShape(
  { latentChannels, vaeFactor, sizeMultiple }: ModelFacts,
  size: { readonly width: number; readonly height: number },
): LatentShape {
  const toLatents = (pixels: number): number =>
    (Math.floor(pixels / sizeMultiple) * sizeMultiple) / vaeFactor;
  return { channels: latentChannels, width: toLatents(size.width), height: toLatents(size.height) };
}
