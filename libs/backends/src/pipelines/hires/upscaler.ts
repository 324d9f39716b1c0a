import type { PlaneFilter } from '../../numerics/resize-planes.js';

/** What makes the picture of the first pass larger: its latents by interpolation, or its pixels. */
export type Upscaler =
  | { readonly kind: 'latent'; readonly filter: PlaneFilter }
  | { readonly kind: 'lanczos' }
  | { readonly kind: 'network'; readonly file: string };
