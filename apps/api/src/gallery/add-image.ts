import { Between, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { ImageEntity } from './image.entity.js';

/** Room for pictures of one millisecond; places stay below 2^53 until the year 2248. */
export const PLACES_PER_MS = 1024;

/**
 * Adds a picture's row, at the first free place for its date. Call it in a transaction behind the audit
 * record, which lets one writer in at a time.
 */
export async function addImage(manager: EntityManager, image: ImageEntity): Promise<void> {
  image.place = await nextPlace(manager, image.createdAt);
  await manager.insert(ImageEntity, image as QueryDeepPartialEntity<ImageEntity>);
}

/** Pictures have one order by date, each a place of its own, so that one number tells where a list goes on. */
async function nextPlace(manager: EntityManager, createdAt: number): Promise<number> {
  for (let first = createdAt * PLACES_PER_MS; ; first += PLACES_PER_MS) {
    const last = first + PLACES_PER_MS - 1;
    const taken = await manager.maximum(ImageEntity, 'place', { place: Between(first, last) });
    const next = taken === null ? first : taken + 1;
    if (next <= last) return next;
  }
}
