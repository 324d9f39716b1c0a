import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import { Brackets, DataSource, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import type { ImageWarning } from '../gallery/image-warning.js';
import { AuditService } from '../audit/audit.service.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import type { JobErrorInfo, JobProgress } from '../platform/events/app-event.js';
import { withRequestId } from '../platform/logging/request-context.js';
import { PROCESS_NAME } from '../platform/process-name.js';
import { jobEndFacts } from './job-end-facts.js';
import { LeaseLost, type JobLease } from './job-lease.js';
import { JobEntity } from './job.entity.js';

/** A job whose worker dies so often kills its workers: it must not go on for ever. */
export const MAX_ATTEMPTS = 12;

/** How a claim went. */
export type Claim =
  | { readonly kind: 'claimed'; readonly lease: JobLease }
  | { readonly kind: 'ended'; readonly jobId: string; readonly error: JobErrorInfo | null }
  | { readonly kind: 'not-available' };

const RELEASED = { leaseUntil: null, workerId: null } as const;

/** Who does which job. Each change holds only for the holder of the lease. */
@Injectable()
export class JobLeases {
  readonly workerId = `${PROCESS_NAME}:${randomUUID().slice(0, 8)}`;

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly settings: Settings,
  ) {}

  /** Takes a waiting job, or one whose worker gave no sign of life until its lease ran out. */
  async claim(jobId: string): Promise<Claim> {
    return this.unitOfWork.run(async (manager) => {
      const now = Date.now();
      const claimed = await manager
        .createQueryBuilder()
        .update(JobEntity)
        .set({
          status: 'processing',
          workerId: this.workerId,
          leaseUntil: now + this.settings.leaseMs,
          attempts: () => 'attempts + 1',
          startedAt: () => `COALESCE(started_at, ${now})`,
        })
        .where('id = :jobId', { jobId })
        .andWhere(
          new Brackets((available) =>
            available
              .where(
                `status = 'pending' AND (not_before IS NULL OR not_before <= :now)
                  AND NOT EXISTS (SELECT 1 FROM paused_lanes WHERE lane = backend)`,
                { now },
              )
              .orWhere(`status = 'processing' AND (lease_until IS NULL OR lease_until < :now)`, { now }),
          ),
        )
        .execute();
      const job = claimed.affected === 1 ? await manager.findOneBy(JobEntity, { id: jobId }) : null;
      if (job === null) return { kind: 'not-available' };
      // Whoever claims it may have been woken by another request.
      return withRequestId(job.requestId, async () => this.take(manager, job));
    });
  }

  private async take(manager: EntityManager, job: JobEntity): Promise<Claim> {
    const jobId = job.id;
    const lease = { job, workerId: this.workerId, attempt: job.attempts };
    if (job.cancelRequested) {
      await this.end(manager, lease, 'cancelled');
      return { kind: 'ended', jobId, error: null };
    }
    if (job.attempts - job.attemptsForgiven > MAX_ATTEMPTS) {
      const message = `Given up after ${MAX_ATTEMPTS} attempts: each time the worker ended in the middle`;
      const error = { code: 'worker-lost', message };
      await this.end(manager, lease, 'failed', { error });
      return { kind: 'ended', jobId, error };
    }
    await this.record(manager, lease, job.attempts === 1 ? 'job.started' : 'job.retried', {
      attempt: job.attempts,
    });
    return { kind: 'claimed', lease };
  }

  /** The sign of life. @returns whether a cancel is asked for @throws LeaseLost */
  async extend(lease: JobLease, progress: JobProgress | null): Promise<{ cancelRequested: boolean }> {
    return this.unitOfWork.run(async (manager) => {
      await this.change(manager, lease, { leaseUntil: Date.now() + this.settings.leaseMs, progress });
      const job = await manager.findOneByOrFail(JobEntity, { id: lease.job.id });
      return { cancelRequested: job.cancelRequested };
    });
  }

  /** For a transaction that may only go through while the lease is held. @throws LeaseLost */
  async assertHeld(manager: EntityManager, lease: JobLease): Promise<void> {
    await this.change(manager, lease, { leaseUntil: Date.now() + this.settings.leaseMs });
  }

  /** @returns `cancelled` where a cancel was asked for that the worker has not heard of @throws LeaseLost */
  async complete(lease: JobLease, warnings: readonly ImageWarning[]): Promise<'completed' | 'cancelled'> {
    return this.unitOfWork.run(async (manager) => {
      await this.assertHeld(manager, lease);
      const { cancelRequested } = await manager.findOneByOrFail(JobEntity, { id: lease.job.id });
      const outcome = cancelRequested ? 'cancelled' : 'completed';
      await this.end(manager, lease, outcome, { warnings: warnings.length > 0 ? warnings : null });
      return outcome;
    });
  }

  /** @throws LeaseLost */
  async fail(lease: JobLease, error: JobErrorInfo, warnings: readonly ImageWarning[]): Promise<void> {
    await this.unitOfWork.run((manager) =>
      this.end(manager, lease, 'failed', { error, warnings: warnings.length > 0 ? warnings : null }),
    );
  }

  /** @throws LeaseLost */
  async cancel(lease: JobLease): Promise<void> {
    await this.unitOfWork.run((manager) => this.end(manager, lease, 'cancelled'));
  }

  /** Back to the queue after an error that a retry may help. @throws LeaseLost */
  async retryLater(lease: JobLease, delayMs: number, error: JobErrorInfo): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      await this.change(manager, lease, {
        ...RELEASED,
        status: 'pending',
        progress: null,
        failures: lease.job.failures + 1,
        notBefore: Date.now() + delayMs,
      });
      await this.record(manager, lease, 'job.requeued', { error, delay_ms: delayMs });
    });
  }

  /** Back to the queue because this process stops; the attempt does not count. @throws LeaseLost */
  async release(lease: JobLease): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      await this.change(manager, lease, {
        ...RELEASED,
        status: 'pending',
        progress: null,
        attempts: lease.attempt - 1,
      });
      await this.record(manager, lease, 'job.requeued', { reason: 'shutdown' });
    });
  }

  /** Ends all leases at once: for the start of a process beside which there is no other. */
  async expireAll(): Promise<void> {
    await this.unitOfWork.run((manager) =>
      manager.update(JobEntity, { status: 'processing' }, { leaseUntil: null }),
    );
  }

  /** Jobs that no worker does although one could, in the order of the queue. */
  async claimable(limit: number): Promise<JobEntity[]> {
    const now = Date.now();
    return this.dataSource
      .getRepository(JobEntity)
      .createQueryBuilder('job')
      .where(`job.status = 'pending' AND (job.notBefore IS NULL OR job.notBefore <= :now)`, { now })
      .orWhere(`job.status = 'processing' AND (job.leaseUntil IS NULL OR job.leaseUntil < :now)`, { now })
      .orderBy('job.priority', 'DESC')
      .addOrderBy('job.position', 'ASC')
      .take(limit)
      .getMany();
  }

  private async end(
    manager: EntityManager,
    lease: JobLease,
    status: 'completed' | 'failed' | 'cancelled',
    values: Partial<Pick<JobEntity, 'error' | 'warnings'>> = {},
  ): Promise<void> {
    const completedAt = Date.now();
    await this.change(manager, lease, { ...RELEASED, ...values, status, completedAt });
    const { attempt: attempts, job } = lease;
    const beganAt = job.startedAt ?? completedAt;
    const facts = jobEndFacts(job, { attempts, beganAt, completedAt, error: values.error });
    await this.record(manager, lease, `job.${status}`, facts);
  }

  private async change(
    manager: EntityManager,
    { job, workerId, attempt }: JobLease,
    values: QueryDeepPartialEntity<JobEntity>,
  ): Promise<void> {
    const held = { id: job.id, status: 'processing', workerId, attempts: attempt } as const;
    const { affected } = await manager.update(JobEntity, held, values);
    if (affected !== 1) throw new LeaseLost(`The job ${job.id} is not this worker's any more`);
  }

  private async record(
    manager: EntityManager,
    { job, workerId }: JobLease,
    action: 'job.started' | 'job.retried' | 'job.requeued' | 'job.completed' | 'job.failed' | 'job.cancelled',
    data: JsonObject,
  ): Promise<void> {
    await this.audit.append(manager, {
      actor: `worker:${workerId}`,
      action,
      subjectType: 'job',
      subjectId: job.id,
      data,
    });
  }
}
