import { Injectable, Logger } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import type { JobErrorInfo } from '../platform/events/app-event.js';
import { JobQueue } from '../queue/job-queue.js';
import { CheckpointStore } from './checkpoint-store.service.js';
import { jobEndFacts } from './job-end-facts.js';
import { JobEvents } from './job-events.service.js';
import { JobEntity } from './job.entity.js';

/** Jobs that wait for backends which go. */
@Injectable()
export class WaitingJobs {
  private readonly logger = new Logger(WaitingJobs.name);

  constructor(
    private readonly audit: AuditService,
    private readonly queue: JobQueue,
    private readonly events: JobEvents,
    private readonly checkpoints: CheckpointStore,
  ) {}

  count(manager: EntityManager, backends: readonly string[]): Promise<number> {
    return manager.countBy(JobEntity, { backend: In([...backends]), status: 'pending' });
  }

  /**
   * Puts on record that they have failed: a backend that is gone does not even take them to refuse them.
   *
   * @returns those that have, to be {@link announce announced} once this is written
   */
  async fail(
    manager: EntityManager,
    backends: readonly string[],
    error: JobErrorInfo,
    actor: string,
  ): Promise<readonly JobEntity[]> {
    const waiting = await manager.findBy(JobEntity, { backend: In([...backends]), status: 'pending' });
    const failed: JobEntity[] = [];
    for (const job of waiting) {
      const completedAt = Date.now();
      const ended = { status: 'failed', error, completedAt } as const;
      const { affected } = await manager.update(JobEntity, { id: job.id, status: 'pending' }, ended);
      if (affected !== 1) continue;
      failed.push(job);
      const data = jobEndFacts(job, { attempts: job.attempts, beganAt: completedAt, completedAt, error });
      await this.audit.append(manager, {
        actor,
        action: 'job.failed',
        subjectType: 'job',
        subjectId: job.id,
        data,
      });
    }
    return failed;
  }

  /** Takes them out of the queue and tells people. */
  announce(failed: readonly JobEntity[], error: JobErrorInfo): void {
    for (const { id, backend } of failed) {
      this.events.failed(id, error);
      // A worker that takes it all the same finds it failed.
      Promise.all([this.queue.cancel(id, backend), this.checkpoints.delete(id)]).catch((reason: unknown) =>
        this.logger.warn({ err: reason, jobId: id }, 'A failed job could not be tidied up'),
      );
    }
  }
}
