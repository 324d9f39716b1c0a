import { BullModule, getSharedConfigToken, type BullRootModuleOptions } from '@nestjs/bull';
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { BullJobQueue } from './bull/bull-job-queue.js';
import { bullOptions } from './bull/bull-options.js';
import { EmbeddedJobQueue } from './embedded/embedded-job-queue.js';
import { JobQueue } from './job-queue.js';

@Injectable()
class QueueShutdown implements OnApplicationShutdown {
  constructor(private readonly queue: JobQueue) {}

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}

/**
 * The queue: Bull where `REDIS_URL` is set, embedded otherwise. Lanes come and go with backends, so that
 * their Bull queues are made by the driver, from the configuration that BullModule shares.
 */
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [Settings],
      useFactory: ({ redisUrl, leaseMs }: Settings) => bullOptions(redisUrl, leaseMs),
    }),
  ],
  providers: [
    {
      provide: JobQueue,
      inject: [getSharedConfigToken()],
      useFactory: ({ url, ...options }: BullRootModuleOptions): JobQueue =>
        url === undefined ? new EmbeddedJobQueue() : new BullJobQueue(url, options),
    },
    QueueShutdown,
  ],
  exports: [JobQueue],
})
export class QueueModule {}
