import type { Logger } from '@nestjs/common';
import type { PreviewEvent, ProgressEvent } from '@cyberimage/core';
import type { JobProgress } from '../platform/events/app-event.js';
import type { EventBus } from '../platform/events/event-bus.js';
import type { PreviewStore } from './previews/preview-store.js';
import { ProgressMeter } from './progress-meter.js';

/** A browser can't show more, and a fast backend would fill the stream. */
const LEAST_INTERVAL_MS = 100;

/** Tells of one attempt at a job while it runs. */
export class JobReporter {
  private readonly meter = new ProgressMeter();
  private lastPublishedMs = -Infinity;
  private previewVersion = 0;
  progress: JobProgress | null = null;

  constructor(
    private readonly jobId: string,
    private readonly attempt: number,
    private readonly events: EventBus,
    private readonly previews: PreviewStore,
    private readonly logger: Logger,
  ) {}

  onProgress(event: ProgressEvent): void {
    const previous = this.progress;
    this.progress = this.meter.read(event);
    const isTurn = previous?.phase !== event.phase || event.step === event.of;
    const now = performance.now();
    if (!isTurn && now - this.lastPublishedMs < LEAST_INTERVAL_MS) return;
    this.lastPublishedMs = now;
    this.events.publish({ type: 'job-progressed', job_id: this.jobId, progress: this.progress });
  }

  /** A preview that can't be kept must not cost the picture. */
  async onPreview({ index, mediaType, data }: PreviewEvent): Promise<void> {
    try {
      await this.previews.put(this.jobId, { mediaType, data });
    } catch (error) {
      this.logger.warn({ err: error, jobId: this.jobId }, 'A preview was lost');
      return;
    }
    this.previewVersion += 1;
    const preview_url = `/media/previews/${this.jobId}?v=${this.attempt}.${this.previewVersion}`;
    this.events.publish({ type: 'job-previewed', job_id: this.jobId, index, preview_url });
  }
}
