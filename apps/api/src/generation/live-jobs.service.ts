import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { JobProgress } from '../platform/events/app-event.js';
import { EventBus } from '../platform/events/event-bus.js';

/** What the event bus last told of a running job: newer than its row. */
export interface LiveJob {
  readonly progress?: JobProgress;
  readonly previewUrl?: string;
}

/** Follows running jobs, wherever they run. */
@Injectable()
export class LiveJobs implements OnModuleInit {
  private readonly jobs = new Map<string, LiveJob>();

  constructor(private readonly events: EventBus) {}

  onModuleInit(): void {
    this.events.subscribe((event) => {
      switch (event.type) {
        case 'job-started':
          this.jobs.set(event.job_id, {});
          break;
        case 'job-progressed':
          this.jobs.set(event.job_id, { ...this.jobs.get(event.job_id), progress: event.progress });
          break;
        case 'job-previewed':
          this.jobs.set(event.job_id, { ...this.jobs.get(event.job_id), previewUrl: event.preview_url });
          break;
        case 'job-requeued':
        case 'job-completed':
        case 'job-failed':
        case 'job-cancelled':
          this.jobs.delete(event.job_id);
          break;
        default:
      }
    });
  }

  get(jobId: string): LiveJob {
    return this.jobs.get(jobId) ?? {};
  }
}
