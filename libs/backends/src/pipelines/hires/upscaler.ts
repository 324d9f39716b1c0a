import type { PlaneFilter } from '../../numerics/resize-planes.js';

/** What makes the picture of the first pass larger: its latents by interpolation, or its pixels. */
export type Upscaler =
  | { readonly kind: 'latent'; readonly filter: PlaneFilter }
  | { readonly kind: 'lanczos' }
  | { readonly kind: 'network'; readonly file: string };

/** An upscaler on offer. */
export interface NamedUpscaler {
  /** A1111's name, or that of the file: the value of the `hr_upscaler` parameter. */
  readonly name: string;
  readonly upscaler: Upscaler;
}

/** A1111's upscalers of latents, in its order. */
export const LATENT_UPSCALERS: readonly NamedUpscaler[] = [
  { name: 'Latent', upscaler: { kind: 'latent', filter: 'bilinear' } },
  { name: 'Latent (bicubic)', upscaler: { kind: 'latent', filter: 'bicubic' } },
  { name: 'Latent (nearest-exact)', upscaler: { kind: 'latent', filter: 'nearest-exact' } },
];

/** The upscaler of pixels that needs no network. */
export const LANCZOS: NamedUpscaler = { name: 'Lanczos', upscaler: { kind: 'lanczos' } };
