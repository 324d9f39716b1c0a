import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { RedisConnections } from './redis-connections.js';

/** Provides RedisConnections, or null where no `REDIS_URL` is set. */
@Module({
  providers: [
    {
      provide: RedisConnections,
      inject: [Settings],
      useFactory: ({ redisUrl }: Settings): RedisConnections | null =>
        redisUrl === undefined ? null : new RedisConnections(redisUrl),
    },
  ],
  exports: [RedisConnections],
})
export class RedisModule {}
