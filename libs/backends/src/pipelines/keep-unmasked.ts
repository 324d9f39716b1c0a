import type { Sampler } from '../schedulers/sampler.js';

/** Puts the kept parts back, noisy as they are before call `nextCall`; clean after the last. */
export type Blend = (latents: Float32Array, nextCall: number) => Float32Array;

/**
 * Inpainting with a denoiser that knows nothing of masks: what is kept comes back after each step, as in diffusers.
 *
 * @param clean latents of the picture
 * @param added the noise that was put on them
 * @param mask one value per place: 1 is painted anew
 */
export function keepUnmasked(
  sampler: Sampler,
  { clean, added, mask }: Readonly<Record<'clean' | 'added' | 'mask', Float32Array>>,
): Blend {
  return (latents, nextCall) => {
    const isLast = nextCall === sampler.timesteps.length;
    return mixByMask(isLast ? clean : sampler.addNoise(clean, added, nextCall), latents, mask);
  };
}

/** Channels share the mask. */
export function mixByMask(kept: Float32Array, painted: Float32Array, mask: Float32Array): Float32Array {
  const f = Math.fround;
  return painted.map((value, i) => {
    const share = mask[i % mask.length] ?? 0;
    return f(f(1 - share) * (kept[i] ?? 0)) + f(share * value);
  });
}
