import { Injectable } from '@nestjs/common';
import { EventBus } from '../platform/events/event-bus.js';
import { JobReader } from './job-reader.service.js';
import type { JobEntity } from './job.entity.js';

/** Events may be lost; the row is read again at least this often. */
const READ_INTERVAL_MS = 2000;
const ENDS = new Set(['job-completed', 'job-failed', 'job-cancelled', 'job-deleted']);

/** Waits for jobs, for clients that want the picture in the same answer. */
@Injectable()
export class JobOutcome {
  constructor(
    private readonly reader: JobReader,
    private readonly events: EventBus,
  ) {}

  /**
   * @returns the job once it has ended; undefined when it was deleted meanwhile
   * @throws the signal's reason when it aborts first
   */
  async wait(id: string, signal: AbortSignal): Promise<JobEntity | undefined> {
    for (;;) {
      const wake = Promise.withResolvers<void>();
      const endSubscription = this.events.subscribe((event) => {
        if (ENDS.has(event.type) && 'job_id' in event && event.job_id === id) wake.resolve();
      });
      const timer = setTimeout(wake.resolve, READ_INTERVAL_MS);
      signal.addEventListener('abort', () => wake.resolve(), { once: true });
      try {
        const job = await this.reader.find(id);
        if (job === null) return undefined;
        if (job.status !== 'pending' && job.status !== 'processing') return job;
        signal.throwIfAborted();
        await wake.promise;
      } finally {
        clearTimeout(timer);
        endSubscription();
      }
    }
  }
}
