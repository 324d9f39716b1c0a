import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { JobQueue } from '../queue/job-queue.js';
import { JobEntity } from './job.entity.js';

/** Cancels jobs on demand: waiting ones at once, running ones through their worker. */
@Injectable()
export class JobCanceller {
  private readonly logger = new Logger(JobCanceller.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
  ) {}

  /** Does nothing for a job that is cancelled already. @throws ProblemException 404, or 409 for an ended job */
  async cancel(id: string, actor: string): Promise<void> {
    const { job, wasWaiting } = await this.unitOfWork.run(async (manager) => {
      const waiting = await manager.update(
        JobEntity,
        { id, status: 'pending' },
        { status: 'cancelled', completedAt: Date.now() },
      );
      const wasCancelled = waiting.affected === 1;
      const running = wasCancelled
        ? undefined
        : await manager.update(
            JobEntity,
            { id, status: 'processing', cancelRequested: false },
            { cancelRequested: true },
          );
      if (wasCancelled || running?.affected === 1) {
        const action = wasCancelled ? 'job.cancelled' : 'job.cancel-requested';
        await this.audit.append(manager, { actor, action, subjectType: 'job', subjectId: id });
      }
      return { job: await manager.findOneBy(JobEntity, { id }), wasWaiting: wasCancelled };
    });
    if (job === null) throw ProblemException.notFound(`There is no job ${id}`);
    if (job.status === 'completed' || job.status === 'failed') {
      const detail = `The job is ${job.status} already`;
      throw new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
    }
    if (wasWaiting) this.events.publish({ type: 'job-cancelled', job_id: id });
    void this.tellQueue(job);
  }

  /** A worker that does not hear of it reads it from the row with its next sign of life. */
  private async tellQueue({ id, backend }: JobEntity): Promise<void> {
    try {
      await this.queue.cancel(id, backend);
    } catch (error) {
      this.logger.warn(
        { err: error, jobId: id },
        'The queue did not take the cancel; the worker will read it',
      );
    }
  }
}
