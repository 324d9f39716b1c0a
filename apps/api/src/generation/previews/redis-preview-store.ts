import type { ImageMediaType } from '@cyberimage/core';
import type { RedisConnections } from '../../platform/redis/redis-connections.js';
import { PreviewStore, type Preview } from './preview-store.js';

/** For workers that are killed: nobody else would delete their previews. */
const LIFETIME_SECONDS = 600;

/** Between worker and API processes. */
export class RedisPreviewStore extends PreviewStore {
  constructor(private readonly redis: RedisConnections) {
    super();
  }

  async put(jobId: string, { mediaType, data }: Preview): Promise<void> {
    const key = keyOf(jobId);
    await this.redis.client
      .multi()
      .hset(key, { mediaType, data: Buffer.from(data) })
      .expire(key, LIFETIME_SECONDS)
      .exec();
  }

  async get(jobId: string): Promise<Preview | undefined> {
    const { mediaType, data } = await this.redis.client.hgetallBuffer(keyOf(jobId));
    if (mediaType === undefined || data === undefined) return undefined;
    return { mediaType: mediaType.toString() as ImageMediaType, data };
  }

  async delete(jobId: string): Promise<void> {
    await this.redis.client.del(keyOf(jobId));
  }
}

function keyOf(jobId: string): string {
  return `cyberimage:preview:${jobId}`;
}
