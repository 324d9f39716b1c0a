import type { Size } from '../pictures/pixels.js';
import type { Device } from '../runtime/device.js';
import type { TilePolicies } from '../runtime/runtime.js';
import { lastSize, type GenerationPlan } from './generation-plan.js';

/** Side of a tile, as diffusers has it for most autoencoders. */
const TILE_PIXELS = 512;

/**
 * Pixels that the autoencoder takes in one call unless told otherwise. On a processor its attention, which
 * grows with the square of the area, takes seconds and gigabytes beyond.
 */
const MAX_UNTILED_PIXELS = 768 ** 2;

/** When the autoencoder works in tiles, by the parameter `vae_tiling`. */
export function tilePolicies({ parameters, model }: GenerationPlan, device: Device): TilePolicies {
  const { vaeTiling } = parameters;
  if (vaeTiling === 'off' || (vaeTiling === 'auto' && device !== 'cpu')) return {};
  const maxPixels = vaeTiling === 'on' ? TILE_PIXELS ** 2 : MAX_UNTILED_PIXELS;
  const { vaeFactor } = model.facts;
  return {
    vae_encoder: { maxArea: maxPixels, side: TILE_PIXELS },
    vae_decoder: { maxArea: maxPixels / vaeFactor ** 2, side: TILE_PIXELS / vaeFactor },
  };
}

/** The largest size that a plan decodes in one call. */
export function decodedSize(plan: GenerationPlan, device: Device): Size {
  const { width, height } = lastSize(plan);
  const { vae_decoder: policy } = tilePolicies(plan, device);
  const isTiled = policy !== undefined && width * height > policy.maxArea * plan.model.facts.vaeFactor ** 2;
  return isTiled
    ? { width: Math.min(width, TILE_PIXELS), height: Math.min(height, TILE_PIXELS) }
    : { width, height };
}
