import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { AppEvent } from './generated/models/app-event';
import type { Job } from './generated/models/job';
import { fits, type JobFilter } from './job-filter';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem, type StudioProblem } from './problem';
import { isFinished } from './reduce-jobs';
import { StudioApi } from './studio-api';

const PAGE = 30;
const ENDED = 'completed,failed,cancelled';

/** Jobs that are over, newest first, as far as they were looked at. Lives as long as the page that shows them. */
@Injectable()
export class EndedJobs {
  private readonly api = inject(StudioApi);
  private readonly list = signal<readonly Job[]>([]);
  private readonly load = signal<LoadState>(LOADING);
  private readonly cursor = signal<string | undefined>(undefined);
  private readonly paging = signal(false);
  private readonly pageProblem = signal<StudioProblem | undefined>(undefined);
  private filter: JobFilter = { status: ENDED };

  readonly jobs = this.list.asReadonly();
  readonly state = this.load.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== undefined);
  readonly loadingMore = this.paging.asReadonly();
  readonly moreProblem = this.pageProblem.asReadonly();

  constructor() {
    const stop = inject(EventStream).listen((event) => void this.take(event));
    inject(DestroyRef).onDestroy(stop);
  }

  /** Begins anew with those that fit; with all that ended when no `status` is named. */
  async open(filter: JobFilter = {}): Promise<void> {
    this.filter = { ...filter, status: filter.status ?? ENDED };
    this.load.set(LOADING);
    await this.reload();
  }

  async reload(): Promise<void> {
    const filter = this.filter;
    try {
      const page = await this.api.jobs(filter, PAGE);
      if (filter !== this.filter) return;
      this.list.set(page.jobs);
      this.cursor.set(page.next_cursor ?? undefined);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.cursor();
    const filter = this.filter;
    if (cursor === undefined || this.paging()) return;
    this.paging.set(true);
    this.pageProblem.set(undefined);
    try {
      const page = await this.api.jobs(filter, PAGE, cursor);
      if (filter !== this.filter) return;
      this.list.update((jobs) => merge(jobs, page.jobs));
      this.cursor.set(page.next_cursor ?? undefined);
    } catch (error) {
      this.pageProblem.set(toProblem(error));
    } finally {
      this.paging.set(false);
    }
  }

  private async take(event: AppEvent): Promise<void> {
    if (event.type === 'reset' || event.type === 'queue-changed') return this.reload();
    if (event.type === 'job-requeued' || event.type === 'job-deleted') {
      this.list.update((jobs) => jobs.filter((job) => job.id !== event.job_id));
      return;
    }
    if (event.type === 'image-deleted') return this.dropImage(event.image_id);
    if (event.type !== 'job-completed' && event.type !== 'job-failed' && event.type !== 'job-cancelled') {
      return;
    }
    try {
      const job = await this.api.job(event.job_id);
      if (isFinished(job) && fits(job, this.filter)) this.list.update((jobs) => merge(jobs, [job]));
    } catch {
      // Gone in the meantime, or the studio is; `reset` brings the list up to date then.
    }
  }

  private dropImage(id: string): void {
    this.list.update((jobs) =>
      jobs.map((job) => ({ ...job, images: job.images.filter((image) => image.id !== id) })),
    );
  }
}

function merge(known: readonly Job[], fresh: readonly Job[]): readonly Job[] {
  const ids = new Set(fresh.map((job) => job.id));
  return [...known.filter((job) => !ids.has(job.id)), ...fresh].sort(newestFirst);
}

function newestFirst(a: Job, b: Job): number {
  return b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id);
}
