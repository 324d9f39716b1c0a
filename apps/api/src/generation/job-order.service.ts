import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { JobQueue } from '../queue/job-queue.js';
import { JobEntity } from './job.entity.js';
import { moveJob, type JobMove } from './move-job.js';

/** Changes the order of waiting jobs: the rows first, then the queue. */
@Injectable()
export class JobOrder {
  private readonly logger = new Logger(JobOrder.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
  ) {}

  /** @throws ProblemException 404, 409 for a job that does not wait, 422 for a neighbour that does not */
  async move(id: string, move: JobMove, actor: string): Promise<void> {
    const { lane, jobs } = await this.unitOfWork.run((manager) => this.reorder(manager, id, move, actor));
    this.events.publish({ type: 'queue-changed' });
    const tickets = jobs.map((job) => ({ id: job.id, lane, priority: job.priority }));
    await this.queue.reorder(lane, tickets).catch((error: unknown) => {
      this.logger.warn({ err: error, jobId: id }, 'The queue did not take the new order');
    });
  }

  private async reorder(
    manager: EntityManager,
    id: string,
    move: JobMove,
    actor: string,
  ): Promise<{ lane: string; jobs: readonly JobEntity[] }> {
    const job = await manager.findOneBy(JobEntity, { id });
    if (job === null) throw ProblemException.notFound(`There is no job ${id}`);
    if (job.status !== 'pending') {
      throw new ProblemException(
        HttpStatus.CONFLICT,
        'conflict',
        `The job is ${job.status}; only waiting ones move`,
      );
    }
    const waiting = await manager.find(JobEntity, {
      where: { backend: job.backend, status: 'pending' },
      order: { priority: 'DESC', position: 'ASC' },
    });
    const moved = moveJob(waiting, id, move);
    if (moved === undefined) {
      const message = `job_id must be another job that waits in the lane ${job.backend}`;
      const value = 'jobId' in move ? move.jobId : undefined;
      throw ProblemException.invalid([{ field: 'job_id', code: 'not-waiting', message, value }]);
    }
    const before = new Map(waiting.map((each) => [each.id, each]));
    for (const { id: movedId, priority, position } of moved) {
      const old = before.get(movedId);
      if (old?.priority === priority && old.position === position) continue;
      await manager.update(JobEntity, { id: movedId }, { priority, position });
    }
    const data = { to: move.to, ...('jobId' in move && { job_id: move.jobId }) };
    await this.audit.append(manager, { actor, action: 'job.moved', subjectType: 'job', subjectId: id, data });
    return { lane: job.backend, jobs: moved };
  }
}
