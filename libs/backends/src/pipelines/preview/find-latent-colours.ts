import type { ModelParts } from '../model-parts.js';
import type { LatentColours } from '../pipeline.js';
import { fitLatentColours } from './fit-latent-colours.js';
import { probeAutoencoder } from './probe-autoencoder.js';
import { PUBLISHED_COLOURS } from './published-colours.js';

/** Maps by model: they are asked for at every step. */
const FOUND = new WeakMap<ModelParts, Promise<LatentColours>>();

/**
 * The published map of a known autoencoder; for any other, such as Sana's, one fitted to it, once per
 * loaded model.
 */
export function findLatentColours(parts: ModelParts): Promise<LatentColours> {
  const colours = FOUND.get(parts) ?? chooseLatentColours(parts);
  FOUND.set(parts, colours);
  return colours;
}

async function chooseLatentColours(parts: ModelParts): Promise<LatentColours> {
  const { latentChannels, latentScaling } = parts.facts;
  const published = PUBLISHED_COLOURS.find(
    ({ channels, scalingFactor }) => channels === latentChannels && scalingFactor === latentScaling.factor,
  );
  return published?.colours ?? fitLatentColours(await probeAutoencoder(parts));
}
