import type { ModelFacts } from '../model-facts.js';
import type { VaeDecoder } from '../networks/vae-decoder.js';
import type { LatentColours } from '../pipeline.js';
import { fitLatentColours } from './fit-latent-colours.js';

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

/** The published map of a known autoencoder; for any other, one fitted to its decoder. */
export async function findLatentColours(facts: ModelFacts, decoder: VaeDecoder): Promise<LatentColours> {
  const isStableDiffusion1 =
    facts.latentChannels === STABLE_DIFFUSION_1_CHANNELS &&
    facts.latentScaling.factor === STABLE_DIFFUSION_1_FACTOR;
  return isStableDiffusion1 ? STABLE_DIFFUSION_1 : fitLatentColours(facts, decoder);
}
