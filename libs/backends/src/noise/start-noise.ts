import type { NoiseSource, PlaneSize } from './noise-source.js';
import { slerp } from './slerp.js';

/** Size of latents. */
interface NoiseShape extends PlaneSize {
  readonly channels: number;
}

/** Draws the noise that a picture begins with, its variation mixed in. */
export function startNoise(noise: NoiseSource, shape: NoiseShape): Float32Array {
  const length = shape.channels * shape.width * shape.height;
  const own = noise.randn(length);
  const { variation } = noise;
  if (variation === undefined) return own;
  return slerp(own, variation.source.randn(length), variation.strength, shape);
}
