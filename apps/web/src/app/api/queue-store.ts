import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { AppEvent } from './generated/models/app-event';
import type { Queue } from './generated/models/queue';
import { JobStore } from './job-store';
import { StudioApi } from './studio-api';

/** Estimates go stale with every step, but nobody reads them that often. */
const LEAST_MS = 2000;

/** The lanes of the queue and how long they will take. Lives as long as the page that shows them. */
@Injectable()
export class QueueStore {
  private readonly api = inject(StudioApi);
  private readonly jobs = inject(JobStore);
  private readonly queue = signal<Queue | undefined>(undefined);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  readonly lanes = computed(() => this.queue()?.lanes ?? []);
  readonly secondsLeft = computed(() => this.queue()?.seconds_left ?? undefined);

  constructor() {
    const stop = inject(EventStream).listen((event) => this.take(event));
    inject(DestroyRef).onDestroy(() => {
      stop();
      this.closed = true;
      clearTimeout(this.timer);
    });
    void this.refresh();
  }

  /** @param lane all of them where it is left out */
  async pause(lane?: string): Promise<void> {
    this.queue.set(await this.api.pauseLane(lane));
  }

  /** @param lane all of them where it is left out */
  async resume(lane?: string): Promise<void> {
    this.queue.set(await this.api.resumeLane(lane));
  }

  /** Takes an ended job off the list; its pictures stay. */
  async remove(id: string): Promise<void> {
    await this.api.deleteJob(id);
  }

  /** Takes all ended jobs off the list; their pictures stay. */
  async clearEnded(): Promise<void> {
    await this.api.clearEndedJobs();
  }

  private take(event: AppEvent): void {
    if (event.type === 'queue-changed' || event.type === 'reset') void this.refresh();
    else if ('job_id' in event) this.timer ??= setTimeout(() => void this.refresh(), LEAST_MS);
  }

  private async refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.closed) return;
    try {
      const [queue] = await Promise.all([this.api.queue(), this.jobs.refresh()]);
      this.queue.set(queue);
    } catch {
      // The next event asks again.
    }
  }
}
