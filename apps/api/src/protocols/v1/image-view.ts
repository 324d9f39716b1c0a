import type { ImageEntity } from '../../gallery/image.entity.js';
import type { ImageView } from './schemas/image.schema.js';

/** A picture as the API shows it. */
export function toImageView(image: ImageEntity): ImageView {
  return {
    id: image.id,
    job_id: image.jobId,
    index: image.index,
    model: image.model,
    backend: image.backend,
    source_name: image.sourceName,
    prompt: image.prompt,
    negative_prompt: textOf(image.parameters['negative_prompt']),
    seed: image.seed,
    width: image.width,
    height: image.height,
    bytes: image.sizeBytes,
    media_type: image.mediaType,
    sha256: image.sha256,
    parameters: { ...image.parameters },
    warnings: [...(image.warnings ?? [])],
    url: `/media/images/${image.id}`,
    thumbnail_url: `/media/thumbnails/${image.id}`,
    created_at: new Date(image.createdAt).toISOString(),
    generation_seconds: image.generationSeconds,
    favourite: image.favourite,
    deleted_at: image.deletedAt === null ? null : new Date(image.deletedAt).toISOString(),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
