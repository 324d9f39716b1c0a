import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { EndedJobs } from '../api/ended-jobs';
import type { Job } from '../api/generated/models/job';
import { JobStore } from '../api/job-store';
import { ModelStore } from '../api/model-store';
import { toProblem } from '../api/problem';
import { ChoiceChips } from '../ui/choice-chips';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { WhenVisible } from '../ui/when-visible';
import { EndedJob } from './ended-job';
import { jobFacts } from './job-facts';
import { RunningJob } from './running-job';
import { WaitingJob } from './waiting-job';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Under way' },
  { value: 'completed', label: 'Done' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
] as const;
type Filter = (typeof FILTERS)[number]['value'];

/** What runs, what waits and what is over. The filter stands in the address, so that a reload keeps it. */
@Component({
  selector: 'app-queue-page',
  imports: [ChoiceChips, EndedJob, Message, Notice, RouterLink, RunningJob, WaitingJob, WhenVisible],
  providers: [EndedJobs],
  templateUrl: './queue-page.html',
  styleUrl: './queue-page.css',
})
export class QueuePage {
  protected readonly jobs = inject(JobStore);
  protected readonly ended = inject(EndedJobs);
  private readonly models = inject(ModelStore);
  private readonly router = inject(Router);

  /** From the address. */
  readonly status = input<string>();

  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly skeletons = [1, 2, 3, 4];

  protected readonly shown = computed<Filter>(
    () => FILTERS.find((filter) => filter.value === this.status())?.value ?? 'all',
  );
  protected readonly running = computed(() =>
    this.jobs.active().filter((job) => job.status === 'processing'),
  );
  protected readonly waiting = computed(() => this.jobs.active().filter((job) => job.status === 'pending'));
  protected readonly chips = computed(() =>
    FILTERS.map((filter) =>
      filter.value === 'active' ? { ...filter, count: this.jobs.active().length } : filter,
    ),
  );
  protected readonly summary = computed(() => {
    const [running, waiting] = [this.running().length, this.waiting().length];
    return running + waiting === 0 ? '' : `${running} running, ${waiting} waiting`;
  });
  protected readonly emptyHeading = computed(() => {
    const label = FILTERS.find((filter) => filter.value === this.shown())?.label ?? '';
    return `No job ${label === 'Done' ? 'is done' : label === 'Failed' ? 'has failed' : 'was cancelled'}`;
  });

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    effect(() => {
      const shown = this.shown();
      if (shown === 'active') return;
      untracked(() => void this.ended.open(shown === 'all' ? undefined : shown));
    });
  }

  protected facts(job: Job): string {
    return jobFacts(job, this.models.models());
  }

  protected show(filter: string): void {
    void this.router.navigate([], {
      queryParams: { status: filter === 'all' ? undefined : filter },
      replaceUrl: true,
    });
  }

  protected cancel(job: Job): Promise<void> {
    return this.attempt(() => this.jobs.cancel(job.id));
  }

  protected retry(job: Job): Promise<void> {
    return this.attempt(() => this.jobs.submit({ model: job.model, ...job.request }));
  }

  /** The same request with another seed: with its own it would be the same picture. */
  protected duplicate(job: Job): Promise<void> {
    const seed = 'seed' in job.request ? { seed: -1 } : {};
    return this.attempt(() => this.jobs.submit({ model: job.model, ...job.request, ...seed }));
  }

  private async attempt(action: () => Promise<unknown>): Promise<void> {
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }
}
