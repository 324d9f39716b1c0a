import type { Logger } from '@nestjs/common';
import { JobCancelled } from '../queue/job-queue.js';
import { LeaseLost, type JobLease } from './job-lease.js';
import type { JobLeases } from './job-leases.service.js';
import type { JobReporter } from './job-reporter.js';

/** What a heartbeat needs. */
export interface HeartbeatOptions {
  readonly leases: JobLeases;
  readonly reporter: JobReporter;
  readonly intervalMs: number;
  readonly logger: Logger;
}

/**
 * Keeps a lease alive until disposed. Its signal aborts when the lease is lost, or when the row says that
 * the job is to be cancelled.
 */
export class JobHeartbeat implements Disposable {
  private readonly abort = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private isBeating = false;

  constructor(
    private readonly lease: JobLease,
    private readonly options: HeartbeatOptions,
  ) {
    this.timer = setInterval(() => void this.beat(), options.intervalMs);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  private async beat(): Promise<void> {
    if (this.isBeating) return;
    this.isBeating = true;
    try {
      const { cancelRequested } = await this.options.leases.extend(
        this.lease,
        this.options.reporter.progress,
      );
      if (cancelRequested) this.abort.abort(new JobCancelled('The job was cancelled'));
    } catch (error) {
      if (error instanceof LeaseLost) this.abort.abort(error);
      else this.options.logger.error({ err: error, jobId: this.lease.job.id }, 'The lease was not extended');
    } finally {
      this.isBeating = false;
    }
  }
}
