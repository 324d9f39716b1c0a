import { Injectable, Logger } from '@nestjs/common';
import type { JobErrorInfo } from '../platform/events/app-event.js';
import { EventBus } from '../platform/events/event-bus.js';
import { JobReporter } from './job-reporter.js';
import { PreviewStore } from './previews/preview-store.js';

/** A browser may still fetch the last preview that it was told of. */
const PREVIEW_AFTERLIFE_MS = 10_000;

/** Publishes what becomes of jobs. */
@Injectable()
export class JobEvents {
  private readonly logger = new Logger(JobEvents.name);
  private readonly forgetting = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly bus: EventBus,
    private readonly previews: PreviewStore,
  ) {}

  started(jobId: string, attempt: number): JobReporter {
    clearTimeout(this.forgetting.get(jobId));
    this.bus.publish({ type: 'job-started', job_id: jobId, attempt });
    return new JobReporter(jobId, attempt, this.bus, this.previews, this.logger);
  }

  imageCreated(jobId: string, imageId: string, index: number): void {
    this.bus.publish({ type: 'image-created', job_id: jobId, image_id: imageId, index });
  }

  requeued(jobId: string): void {
    this.bus.publish({ type: 'job-requeued', job_id: jobId });
    this.forgetPreview(jobId);
  }

  completed(jobId: string, imageIds: string[]): void {
    this.bus.publish({ type: 'job-completed', job_id: jobId, image_ids: imageIds });
    this.forgetPreview(jobId);
  }

  failed(jobId: string, error: JobErrorInfo): void {
    this.bus.publish({ type: 'job-failed', job_id: jobId, error });
    this.forgetPreview(jobId);
  }

  cancelled(jobId: string): void {
    this.bus.publish({ type: 'job-cancelled', job_id: jobId });
    this.forgetPreview(jobId);
  }

  private forgetPreview(jobId: string): void {
    clearTimeout(this.forgetting.get(jobId));
    const timer = setTimeout(() => {
      this.forgetting.delete(jobId);
      this.previews.delete(jobId).catch((error: unknown) => {
        this.logger.warn({ err: error, jobId }, 'A preview was not deleted');
      });
    }, PREVIEW_AFTERLIFE_MS);
    timer.unref();
    this.forgetting.set(jobId, timer);
  }
}
