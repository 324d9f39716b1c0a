import { CONSISTENCY_SAMPLERS, SCM } from './consistency-samplers.js';
import { DIFFUSION_SAMPLERS } from './diffusion-samplers.js';
import { FLOW_SAMPLERS } from './flow-samplers.js';
import type { SamplerKind } from './sampler-kind.js';

/**
 * What a family's denoiser was trained as: `diffusion` predicts noise, velocity or the sample on ᾱ;
 * `latent-consistency` is such a model distilled to few steps; `flow` is a rectified flow; `trigflow` a
 * continuous-time consistency model.
 */
export type DenoiserKind = 'diffusion' | 'latent-consistency' | 'flow' | 'trigflow';

const SAMPLERS_BY_DENOISER: Readonly<Record<DenoiserKind, readonly SamplerKind[]>> = {
  // Consistency samplers too: a consistency LoRA makes any of these models one.
  diffusion: [...DIFFUSION_SAMPLERS, ...CONSISTENCY_SAMPLERS],
  'latent-consistency': CONSISTENCY_SAMPLERS,
  flow: FLOW_SAMPLERS,
  trigflow: [SCM],
};

/** Every sampler. */
export const SAMPLERS: readonly SamplerKind[] = [
  ...DIFFUSION_SAMPLERS,
  ...CONSISTENCY_SAMPLERS,
  ...FLOW_SAMPLERS,
  SCM,
];

/** Whether a sampler lays its timesteps out by the strength of image to image: those of consistency models. */
export function laysOutByStrength(kind: SamplerKind): boolean {
  return CONSISTENCY_SAMPLERS.includes(kind);
}

/** The samplers that make sense for a family, in the order in which a form lists them. */
export function samplersFor(denoiser: DenoiserKind): readonly SamplerKind[] {
  return SAMPLERS_BY_DENOISER[denoiser];
}
