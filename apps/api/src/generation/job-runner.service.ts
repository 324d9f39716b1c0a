import { BackendError, type GenerationEvent, type ImageEvent } from '@cyberimage/core';
import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { ImageWarning } from '../gallery/image-warning.js';
import { GalleryService } from '../gallery/gallery.service.js';
import { InputStore } from '../inputs/input-store.service.js';
import { Settings } from '../platform/config/settings.js';
import { withRequestId } from '../platform/logging/request-context.js';
import { JobCancelled, QueueClosing } from '../queue/job-queue.js';
import { BackendHost } from '../backends/backend-host.service.js';
import { CheckpointStore } from './checkpoint-store.service.js';
import { JobAttempt } from './job-attempt.js';
import { JobEvents } from './job-events.service.js';
import { planFailure } from './job-failure.js';
import { JobHeartbeat } from './job-heartbeat.js';
import { LeaseLost, type JobLease } from './job-lease.js';
import { JobLeases } from './job-leases.service.js';
import { outputOf } from './offered-options.js';
import { imageCount, toGenerationRequest } from './stored-request.js';

/** Does jobs: claims one, has a backend make its pictures, keeps them, and puts the outcome on record. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  /** Of each lane the end of the job that was run last: its pictures may still be being saved. */
  private readonly ends = new Map<string, Promise<void>>();

  constructor(
    private readonly leases: JobLeases,
    private readonly host: BackendHost,
    private readonly gallery: GalleryService,
    private readonly inputs: InputStore,
    private readonly audit: AuditService,
    private readonly events: JobEvents,
    private readonly checkpoints: CheckpointStore,
    private readonly settings: Settings,
  ) {}

  /**
   * Resolves once the backend is free for the next job of the lane, while the last picture is still being
   * saved, under the lease. One job at a time is saved so: a slow disk holds the lane up.
   *
   * Never rejects because of the job itself: its outcome is on record, or will be.
   *
   * @param signal aborts the backend's work; what is made by then is saved
   */
  async run(jobId: string, signal: AbortSignal): Promise<void> {
    const claim = await this.leases.claim(jobId);
    if (claim.kind === 'not-available') return;
    if (claim.kind === 'ended') {
      if (claim.error === null) this.events.cancelled(jobId);
      else this.events.failed(jobId, claim.error);
      return;
    }
    // The queue may have come to it at the end of another request's job.
    await withRequestId(claim.lease.job.requestId, async () => this.work(claim.lease, signal));
  }

  private async work(lease: JobLease, signal: AbortSignal): Promise<void> {
    const jobId = lease.job.id;
    const lane = lease.job.backend;
    const before = this.ends.get(lane);
    const isFree = Promise.withResolvers<void>();
    const end = this.attempt(lease, signal, async () => {
      isFree.resolve();
      // Jobs of a lane are completed in the order in which they were done.
      await before;
    })
      .catch((error: unknown) => this.logger.error({ err: error, jobId }, 'A job has no outcome on record'))
      .finally(isFree.resolve);
    await isFree.promise;
    await before;
    this.ends.set(lane, end);
  }

  /** Waits until all that was run has its outcome on record. */
  async settled(): Promise<void> {
    await Promise.all(this.ends.values());
  }

  /** @param free is told that the backend is, and says when the job may be completed */
  private async attempt(lease: JobLease, signal: AbortSignal, free: () => Promise<void>): Promise<void> {
    const jobId = lease.job.id;
    const { model, backend, createdAt } = lease.job;
    const facts = { jobId, model, backend, attempt: lease.attempt, sinceRequestMs: Date.now() - createdAt };
    this.logger.log(facts, 'A job begins');
    const reporter = this.events.started(jobId, lease.attempt);
    const attempt = new JobAttempt(lease, reporter);
    using heartbeat = new JobHeartbeat(lease, {
      leases: this.leases,
      reporter,
      intervalMs: this.settings.leaseMs / 3,
      logger: this.logger,
    });
    const combined = AbortSignal.any([signal, heartbeat.signal, attempt.signal]);
    try {
      await this.generate(attempt, combined);
      await free();
      await this.finish(attempt);
    } catch (error) {
      await attempt.saved().catch(() => undefined);
      await this.settle(attempt, combined.aborted ? combined.reason : error);
    }
  }

  private async generate(attempt: JobAttempt, signal: AbortSignal): Promise<void> {
    const { job } = attempt.lease;
    const bare = toGenerationRequest(job.id, job.request);
    const inputs = await this.inputs.ofJob(job.id, bare.parameters);
    const request = { ...bare, inputs };
    signal.throwIfAborted();
    const resumeFrom = job.attempts > 1 ? await this.checkpoints.get(job.id) : undefined;
    const { previews } = this.settings;
    const options = { signal, previews, ...(resumeFrom !== undefined && { resumeFrom }) };
    for await (const event of this.host.generate(job.backend, request, options)) {
      await this.take(attempt, event);
    }
    signal.throwIfAborted();
  }

  /** The work is done: whoever wants to stop it comes too late, but for a cancel, which the row knows of. */
  private async finish(attempt: JobAttempt): Promise<void> {
    const { lease } = attempt;
    const { job } = lease;
    await attempt.saved();
    const made = await this.gallery.countPublished(job.id);
    const wanted = imageCount(job.request);
    if (made < wanted) {
      throw new BackendError('internal', `The backend ended with ${made} of ${wanted} pictures`);
    }
    const outcome = await this.leases.complete(lease, attempt.warnings);
    const seconds = attempt.secondsSinceStart();
    this.logger.log({ jobId: job.id, seconds, pictures: made }, `A job was ${outcome}`);
    if (outcome === 'cancelled') {
      this.events.cancelled(job.id);
    } else {
      const images = await this.gallery.ofJobs([job.id]);
      this.events.completed(
        job.id,
        images.map(({ id }) => id),
      );
    }
    await this.checkpoints.delete(job.id);
  }

  private async take(attempt: JobAttempt, event: GenerationEvent): Promise<void> {
    switch (event.type) {
      case 'progress':
        return attempt.reporter.onProgress(event);
      case 'preview':
        return this.settings.previews ? attempt.reporter.onPreview(event) : undefined;
      case 'warning':
        attempt.warnings.push({ code: event.code, message: event.message });
        return;
      case 'image':
        return attempt.save(this.publication(attempt, event));
      case 'checkpoint':
        // It stands for the pictures before it.
        await attempt.saved();
        return this.checkpoints.put(attempt.lease.job.id, event.data);
      case 'started':
      case 'done':
        return;
    }
  }

  /** How a picture is published, with what is known of the attempt now. */
  private publication(attempt: JobAttempt, event: ImageEvent): () => Promise<void> {
    const { lease } = attempt;
    const { job } = lease;
    const { model, seed: _jobSeed, ...parameters } = job.request;
    const picture = {
      jobId: job.id,
      jobCreatedAt: job.createdAt,
      attempt: lease.attempt,
      model,
      backend: job.backend,
      parameters,
      output: outputOf(job.request, this.settings.pictures),
      warnings: [...attempt.warnings],
      generationSeconds: attempt.secondsSinceStart(),
      event,
    };
    return async () => {
      const image = await this.gallery.publish(
        picture,
        async (manager, { id, sha256, seed, width, height }) => {
          await this.leases.assertHeld(manager, lease);
          await this.audit.append(manager, {
            actor: `worker:${lease.workerId}`,
            action: 'image.created',
            subjectType: 'image',
            subjectId: id,
            data: {
              job_id: job.id,
              index: event.index,
              model,
              seed,
              width,
              height,
              generation_seconds: picture.generationSeconds,
              sha256,
            },
          });
        },
      );
      if (image !== undefined) this.events.imageCreated(job.id, image.id, event.index);
    };
  }

  private async settle({ lease, warnings }: JobAttempt, reason: unknown): Promise<void> {
    const { job } = lease;
    try {
      if (reason instanceof LeaseLost) {
        this.logger.warn({ jobId: job.id }, reason.message);
      } else if (reason instanceof QueueClosing) {
        await this.leases.release(lease);
        this.logger.log({ jobId: job.id }, 'A job goes back to the queue: this process stops');
        this.events.requeued(job.id);
      } else if (reason instanceof JobCancelled) {
        await this.leases.cancel(lease);
        this.logger.log({ jobId: job.id }, 'A job was cancelled');
        this.events.cancelled(job.id);
        await this.checkpoints.delete(job.id);
      } else {
        await this.settleFailure(lease, warnings, reason);
      }
    } catch (error) {
      // What could not be put on record now is found by the sweeper when the lease runs out.
      this.logger.error({ err: error, jobId: job.id }, 'The outcome of a job could not be put on record');
    }
  }

  private async settleFailure(
    lease: JobLease,
    warnings: readonly ImageWarning[],
    reason: unknown,
  ): Promise<void> {
    const { error, retryDelayMs } = planFailure(reason, lease.job.failures);
    this.logger.error({ err: reason, jobId: lease.job.id, retryDelayMs }, `A job failed: ${error.message}`);
    if (retryDelayMs === undefined) {
      await this.leases.fail(lease, error, warnings);
      this.events.failed(lease.job.id, error);
      await this.checkpoints.delete(lease.job.id);
    } else {
      await this.leases.retryLater(lease, retryDelayMs, error);
      this.events.requeued(lease.job.id);
    }
  }
}
