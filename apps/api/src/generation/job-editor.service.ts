import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import type { Adjustment } from '@cyberimage/core';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { InputStore } from '../inputs/input-store.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { currentRequestId } from '../platform/logging/request-context.js';
import { JobQueue } from '../queue/job-queue.js';
import { ClientLimits } from './client-limits.service.js';
import { JobRequestService } from './job-request.service.js';
import type { JobStatus } from './job-status.js';
import { JobEntity } from './job.entity.js';
import { toStoredRequest } from './stored-request.js';

const ENDED: readonly JobStatus[] = ['completed', 'failed', 'cancelled'];

/** Changes jobs that wait or have ended. */
@Injectable()
export class JobEditor {
  private readonly logger = new Logger(JobEditor.name);

  constructor(
    private readonly requests: JobRequestService,
    private readonly inputs: InputStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
    private readonly clients: ClientLimits,
  ) {}

  /**
   * Changes a waiting job's request; it keeps its place.
   *
   * @returns values that will not be used as sent
   * @throws ProblemException 404, 409 for a job that does not wait any more, 422 for a wrong request
   */
  async edit(
    id: string,
    changes: Readonly<Record<string, unknown>>,
    actor: string,
  ): Promise<readonly Adjustment[]> {
    const before = await this.unitOfWork.run((manager) => findIn(manager, id, ['pending'], 'be edited'));
    const { instanceId, request, adjustments, inputIds } = await this.requests.revise(
      id,
      before.request,
      before.backend,
      changes,
    );
    const stored = toStoredRequest(request);
    await this.unitOfWork.run(async (manager) => {
      await findIn(manager, id, ['pending'], 'be edited');
      await manager.update(
        JobEntity,
        { id, status: 'pending' },
        { request: stored, model: request.model, backend: instanceId },
      );
      await this.inputs.use(manager, id, inputIds);
      await this.record(manager, id, 'job.edited', actor, { request: stored, backend: instanceId });
    });
    this.events.publish({ type: 'job-changed', job_id: id });
    if (instanceId !== before.backend) {
      await this.tell(id, () => this.queue.cancel(id, before.backend));
      await this.tell(id, () => this.queue.add({ id, lane: instanceId, priority: before.priority }));
    }
    return adjustments;
  }

  /**
   * Puts a failed or cancelled job at the end of its lane again. Pictures that it made already stay; only
   * the missing ones are made.
   *
   * @throws ProblemException 404, 409 for a job in another state, 429 beyond a limit
   */
  async retry(id: string, actor: string): Promise<void> {
    const job = await this.unitOfWork.run(async (manager) => {
      const ended = await findIn(manager, id, ['failed', 'cancelled'], 'be tried again');
      await this.clients.refuseBeyond(actor, manager);
      await manager.update(
        JobEntity,
        { id },
        {
          status: 'pending',
          position: ((await manager.maximum(JobEntity, 'position')) ?? 0) + 1,
          attemptsForgiven: ended.attempts,
          failures: 0,
          notBefore: null,
          cancelRequested: false,
          progress: null,
          error: null,
          warnings: null,
          requestId: currentRequestId() ?? null,
          startedAt: null,
          completedAt: null,
        },
      );
      await this.record(manager, id, 'job.retry-requested', actor);
      return ended;
    });
    this.events.publish({ type: 'job-requeued', job_id: id });
    await this.tell(id, () => this.queue.add({ id, lane: job.backend, priority: job.priority }));
  }

  /** Takes an ended job off the list; its pictures stay. @throws ProblemException 404, 409 for a job that has not ended */
  async delete(id: string, actor: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      await findIn(manager, id, ENDED, 'be deleted; cancel it first');
      await manager.delete(JobEntity, { id });
      await this.record(manager, id, 'job.deleted', actor);
    });
    this.events.publish({ type: 'job-deleted', job_id: id });
  }

  /** Takes all ended jobs off the list. @returns how many */
  async clear(actor: string): Promise<number> {
    const count = await this.unitOfWork.run(async (manager) => {
      const { affected } = await manager
        .createQueryBuilder()
        .delete()
        .from(JobEntity)
        .where('status IN (:...statuses)', { statuses: ENDED })
        .execute();
      const data = { jobs: affected ?? 0 };
      const entry = { actor, action: 'queue.cleared', subjectType: 'queue', subjectId: 'all', data } as const;
      if (data.jobs > 0) await this.audit.append(manager, entry);
      return data.jobs;
    });
    if (count > 0) this.events.publish({ type: 'queue-changed' });
    return count;
  }

  private async record(
    manager: EntityManager,
    id: string,
    action: 'job.edited' | 'job.retry-requested' | 'job.deleted',
    actor: string,
    data = {},
  ): Promise<void> {
    await this.audit.append(manager, { actor, action, subjectType: 'job', subjectId: id, data });
  }

  /** The row is the truth: what the queue misses now, the sweeper of a worker brings later. */
  private async tell(jobId: string, change: () => Promise<void>): Promise<void> {
    await change().catch((error: unknown) => {
      this.logger.warn({ err: error, jobId }, 'The queue did not take a change');
    });
  }
}

async function findIn(
  manager: EntityManager,
  id: string,
  statuses: readonly JobStatus[],
  purpose: string,
): Promise<JobEntity> {
  const job = await manager.findOneBy(JobEntity, { id });
  if (job === null) throw ProblemException.notFound(`There is no job ${id}`);
  if (statuses.includes(job.status)) return job;
  const detail = `The job is ${job.status} and cannot ${purpose}`;
  throw new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
}
