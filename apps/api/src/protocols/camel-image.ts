import type { ImageEntity } from '../gallery/image.entity.js';
import { readableSeed } from './readable-seed.js';

/** A picture in the camelCase words of the short routes. */
export function toCamelImage(image: ImageEntity) {
  const { steps, guidance_scale: cfgScale, sampler } = image.parameters;
  return {
    id: image.id,
    prompt: image.prompt,
    imageUrl: `/media/images/${image.id}`,
    thumbnailUrl: `/media/thumbnails/${image.id}`,
    width: image.width,
    height: image.height,
    parameters: {
      steps: typeof steps === 'number' ? steps : null,
      cfgScale: typeof cfgScale === 'number' ? cfgScale : null,
      sampler: typeof sampler === 'string' ? sampler : null,
      seed: readableSeed(image.seed),
    },
    generationTime: image.generationSeconds,
    createdAt: new Date(image.createdAt).toISOString(),
  };
}
