import { Global, Module } from '@nestjs/common';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { RedisModule } from './redis/redis.module.js';

/** What every room stands on. */
@Global()
@Module({
  imports: [DatabaseModule, EventsModule, RedisModule],
  exports: [DatabaseModule, EventsModule, RedisModule],
})
export class PlatformModule {}
