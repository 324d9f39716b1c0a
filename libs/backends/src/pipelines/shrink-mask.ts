import type { LatentShape } from './latent-shape.js';

/** One value per place of the latents, picked as `nearest` interpolation does. */
export function shrinkMask(
  mask: Float32Array,
  size: { readonly width: number; readonly height: number },
  shape: LatentShape,
): Float32Array {
  return Float32Array.from({ length: shape.width * shape.height }, (_, i) => {
    const x = Math.floor(((i % shape.width) * size.width) / shape.width);
    const y = Math.floor((Math.floor(i / shape.width) * size.height) / shape.height);
    return mask[y * size.width + x] ?? 0;
  });
}
