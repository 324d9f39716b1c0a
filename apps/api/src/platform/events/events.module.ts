import { Module } from '@nestjs/common';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisModule } from '../redis/redis.module.js';
import { EventBus } from './event-bus.js';
import { EventLog } from './event-log.service.js';
import { InProcessEventBus } from './in-process-event-bus.js';
import { RedisEventBus } from './redis-event-bus.js';

/** The event bus: in process, or through Redis where workers are processes of their own. */
@Module({
  imports: [RedisModule],
  providers: [
    {
      provide: EventBus,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections | null): EventBus =>
        redis === null ? new InProcessEventBus() : new RedisEventBus(redis),
    },
    EventLog,
  ],
  exports: [EventBus, EventLog],
})
export class EventsModule {}
