import type { ModelParts } from '../model-parts.js';
import type { LatentColours } from '../pipeline.js';
import { fitLatentColours } from './fit-latent-colours.js';
import { probeAutoencoder } from './probe-autoencoder.js';

/** Stable Diffusion 1.x, from ComfyUI's `comfy/latent_formats.py`. */
const STABLE_DIFFUSION_1: LatentColours = {
  matrix: [
    [0.3512, 0.2297, 0.3227],
    [0.325, 0.4974, 0.235],
    [-0.2829, 0.1762, 0.2721],
    [-0.212, -0.2616, -0.7177],
  ],
  bias: [0, 0, 0],
};
const STABLE_DIFFUSION_1_CHANNELS = 4;
const STABLE_DIFFUSION_1_FACTOR = 0.18215;

/** Maps by model: they are asked for at every step. */
const FOUND = new WeakMap<ModelParts, Promise<LatentColours>>();

/** The published map of a known autoencoder; for any other, one fitted to it, once per loaded model. */
export function findLatentColours(parts: ModelParts): Promise<LatentColours> {
  const colours = FOUND.get(parts) ?? chooseLatentColours(parts);
  FOUND.set(parts, colours);
  return colours;
}

async function chooseLatentColours(parts: ModelParts): Promise<LatentColours> {
  const { latentChannels, latentScaling } = parts.facts;
  const isStableDiffusion1 =
    latentChannels === STABLE_DIFFUSION_1_CHANNELS && latentScaling.factor === STABLE_DIFFUSION_1_FACTOR;
  return isStableDiffusion1 ? STABLE_DIFFUSION_1 : fitLatentColours(await probeAutoencoder(parts));
}
