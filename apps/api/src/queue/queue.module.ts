import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { BullJobQueue } from './bull/bull-job-queue.js';
import { EmbeddedJobQueue } from './embedded/embedded-job-queue.js';
import { JobQueue } from './job-queue.js';

@Injectable()
class QueueShutdown implements OnApplicationShutdown {
  constructor(private readonly queue: JobQueue) {}

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}

/** The queue: Bull where `REDIS_URL` is set, embedded otherwise. */
@Module({
  providers: [
    {
      provide: JobQueue,
      inject: [Settings],
      useFactory: ({ redisUrl, leaseMs }: Settings): JobQueue =>
        redisUrl === undefined ? new EmbeddedJobQueue() : new BullJobQueue({ redisUrl, lockMs: leaseMs }),
    },
    QueueShutdown,
  ],
  exports: [JobQueue],
})
export class QueueModule {}
