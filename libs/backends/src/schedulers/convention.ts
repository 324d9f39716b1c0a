/**
 * Whose pictures a seed gives: `diffusers` takes the schedules of its classes and noise of torch's CPU
 * generator; `webui` takes those of A1111's webui with its NV noise. A value of the `convention` parameter.
 */
export type Convention = 'diffusers' | 'webui';

/** Every convention, the default first. */
export const CONVENTIONS: readonly { readonly value: Convention; readonly label: string }[] = [
  { value: 'diffusers', label: 'diffusers' },
  { value: 'webui', label: 'Stable Diffusion web UI (NV noise)' },
];
