import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import type { Adjustment } from '@cyberimage/core';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import { InputStore } from '../inputs/input-store.service.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { currentRequestId } from '../platform/logging/request-context.js';
import { JobQueue } from '../queue/job-queue.js';
import { ClientLimits } from './client-limits.service.js';
import { JobRequestService } from './job-request.service.js';
import { JobEntity } from './job.entity.js';
import { toStoredRequest } from './stored-request.js';

/** A job on record. */
export interface CreatedJob {
  readonly job: JobEntity;
  readonly adjustments: readonly Adjustment[];
}

/** Request → row → queue. */
@Injectable()
export class JobCreator {
  private readonly logger = new Logger(JobCreator.name);

  constructor(
    private readonly requests: JobRequestService,
    private readonly inputs: InputStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
    private readonly settings: Settings,
    private readonly clients: ClientLimits,
  ) {}

  /** @throws ProblemException 422 for a request that no backend takes, 429 beyond a limit, 503 for a full queue */
  async create(given: Readonly<Record<string, unknown>>, actor: string): Promise<CreatedJob> {
    // Now already: who is over the limit must not keep backends busy with checks.
    await this.clients.refuseBeyond(actor);
    const id = uuidv7();
    const { instanceId, request, adjustments, inputIds } = await this.requests.accept(id, given);
    const job: JobEntity = {
      id,
      status: 'pending',
      model: request.model,
      backend: instanceId,
      request: toStoredRequest(request),
      priority: 0,
      position: 0,
      attempts: 0,
      attemptsForgiven: 0,
      failures: 0,
      notBefore: null,
      leaseUntil: null,
      workerId: null,
      cancelRequested: false,
      progress: null,
      error: null,
      warnings: null,
      requestId: currentRequestId() ?? null,
      createdAt: Date.now(),
      startedAt: null,
      completedAt: null,
    };
    await this.unitOfWork.run(async (manager) => {
      await this.clients.refuseBeyond(actor, manager);
      await this.refuseWhenFull(manager);
      job.position = ((await manager.maximum(JobEntity, 'position')) ?? 0) + 1;
      await manager.insert(JobEntity, job);
      await this.inputs.use(manager, id, inputIds);
      await this.audit.append(manager, {
        actor,
        action: 'job.created',
        subjectType: 'job',
        subjectId: id,
        data: { request: job.request, backend: instanceId },
      });
    });
    this.events.publish({ type: 'job-created', job_id: id, model: job.model });
    // Not waited for: a Redis that is away must not keep the client from its job id.
    void this.enqueue(job);
    return { job, adjustments };
  }

  private async refuseWhenFull(manager: EntityManager): Promise<void> {
    const waiting = await manager.countBy(JobEntity, { status: 'pending' });
    if (waiting < this.settings.limits.maxQueueLength) return;
    const detail = `${waiting} jobs are waiting already; try again when some are done`;
    throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, 'queue-full', detail);
  }

  /** The row is acknowledged: what the queue fails to take now, the sweeper of a worker brings later. */
  private async enqueue({ id, backend, priority }: JobEntity): Promise<void> {
    try {
      await this.queue.add({ id, lane: backend, priority });
      this.logger.log({ jobId: id, lane: backend }, 'A job is in the queue');
    } catch (error) {
      this.logger.warn(
        { err: error, jobId: id },
        'The queue did not take the job; it is on record and waits',
      );
    }
  }
}
