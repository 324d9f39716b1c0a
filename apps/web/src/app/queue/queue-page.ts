import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { EndedJobs } from '../api/ended-jobs';
import type { Job } from '../api/generated/models/job';
import { JobStore } from '../api/job-store';
import { ModelStore } from '../api/model-store';
import { toProblem } from '../api/problem';
import { QueueStore } from '../api/queue-store';
import { ChoiceChips } from '../ui/choice-chips';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { formatDuration } from '../ui/format/duration';
import { Icon } from '../ui/icon';
import { LoadMore } from '../ui/load-more';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { fits, type JobFilter } from '../api/job-filter';
import { EndedJob } from './ended-job';
import { FilterChoice } from './filter-choice';
import { jobFacts } from './job-facts';
import { LaneList } from './lane-list';
import { RunningJob } from './running-job';
import { WaitingList, type PlaceChange } from './waiting-list';

const FILTERS = [
  { value: 'all', label: $localize`All` },
  { value: 'active', label: $localize`Under way` },
  { value: 'completed', label: $localize`Done` },
  { value: 'failed', label: $localize`Failed` },
  { value: 'cancelled', label: $localize`Cancelled` },
] as const;
type Filter = (typeof FILTERS)[number]['value'];

/** What runs, what waits and what is over. The filter stands in the address, so that a reload keeps it. */
@Component({
  selector: 'app-queue-page',
  host: { class: 'page' },
  imports: [
    ChoiceChips,
    ConfirmDialog,
    EndedJob,
    FilterChoice,
    Icon,
    LaneList,
    LoadMore,
    Message,
    Notice,
    RouterLink,
    RunningJob,
    WaitingList,
  ],
  providers: [EndedJobs, QueueStore],
  templateUrl: './queue-page.html',
  styleUrl: './queue-page.css',
})
export class QueuePage {
  protected readonly jobs = inject(JobStore);
  protected readonly ended = inject(EndedJobs);
  protected readonly models = inject(ModelStore);
  private readonly queue = inject(QueueStore);
  private readonly router = inject(Router);

  /** From the address. */
  readonly status = input<string>();
  readonly model = input<string>();
  readonly backend = input<string>();

  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly skeletons = [1, 2, 3, 4];

  protected readonly shown = computed<Filter>(
    () => FILTERS.find((filter) => filter.value === this.status())?.value ?? 'all',
  );
  /** Model and backend that the list is narrowed down to. */
  protected readonly narrowing = computed<JobFilter>(() => ({
    model: this.model() || undefined,
    backend: this.backend() || undefined,
  }));
  protected readonly isNarrowed = computed(() => Object.values(this.narrowing()).some(Boolean));
  protected readonly modelChoices = computed(() => {
    const known = new Map(this.models.models().map((model) => [model.id, model.label]));
    const used = [...this.jobs.active(), ...this.ended.jobs()].map((job) => job.model);
    return [...new Set([...known.keys(), ...used])].map((id) => ({ value: id, label: known.get(id) ?? id }));
  });
  protected readonly backendChoices = computed(() =>
    this.queue.lanes().map((lane) => ({ value: lane.id, label: lane.name })),
  );
  private readonly active = computed(() => this.jobs.active().filter((job) => fits(job, this.narrowing())));
  protected readonly running = computed(() => this.active().filter((job) => job.status === 'processing'));
  /** Those that wait, by the backend that they wait for. */
  protected readonly waiting = computed(() => {
    const jobs = this.active().filter((job) => job.status === 'pending');
    return [...new Set(jobs.map((job) => job.backend))].map((backend) => {
      const lane = this.queue.lanes().find(({ id }) => id === backend);
      return {
        backend,
        name: lane?.name ?? backend,
        held: lane?.paused ?? false,
        jobs: jobs.filter((job) => job.backend === backend),
      };
    });
  });
  /** One lane is always in sight; of several, those that have something to say. */
  protected readonly lanes = computed(() => {
    const lanes = this.queue.lanes();
    return lanes.length === 1
      ? lanes
      : lanes.filter((lane) => lane.paused || lane.pending + lane.processing > 0);
  });
  protected readonly isAllPaused = computed(() => this.queue.lanes().every((lane) => lane.paused));
  protected readonly hasLanes = computed(() => this.queue.lanes().length > 1);
  protected readonly chips = computed(() =>
    FILTERS.map((filter) =>
      filter.value === 'active' ? { ...filter, count: this.active().length } : filter,
    ),
  );
  protected readonly summary = computed(() => {
    const all = this.jobs.active();
    const running = all.filter((job) => job.status === 'processing').length;
    const waiting = all.length - running;
    if (running + waiting === 0) return '';
    return $localize`${running}:running: running, ${waiting}:waiting: waiting${this.timeLeft()}:left:`;
  });
  private readonly timeLeft = computed(() => {
    const seconds = this.queue.secondsLeft();
    if (seconds === undefined) return '';
    const duration = formatDuration(seconds);
    return this.queue.lanes().some((lane) => lane.paused && lane.pending > 0)
      ? $localize`, all done about ${duration}:duration: after resuming`
      : $localize`, all done in about ${duration}:duration:`;
  });
  protected readonly emptyHeading = computed(() => {
    const shown = this.shown();
    if (this.isNarrowed()) return $localize`No job fits`;
    if (shown === 'completed') return $localize`No job is done`;
    return shown === 'failed' ? $localize`No job has failed` : $localize`No job was cancelled`;
  });

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    effect(() => {
      const shown = this.shown();
      const narrowing = this.narrowing();
      if (shown === 'active') return;
      const status = shown === 'all' ? undefined : shown;
      untracked(() => void this.ended.open({ ...narrowing, status }));
    });
  }

  protected facts(job: Job): string {
    return jobFacts(job, this.models.models());
  }

  protected show(filter: string): void {
    this.goTo({ status: filter === 'all' ? undefined : filter });
  }

  protected narrow(to: JobFilter): void {
    this.goTo(to);
  }

  private goTo(queryParams: JobFilter): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected cancel(job: Job): Promise<void> {
    return this.attempt(() => this.jobs.cancel(job.id));
  }

  protected retry(job: Job): Promise<void> {
    return this.attempt(() => this.jobs.retry(job.id));
  }

  protected move({ job, move }: PlaceChange): Promise<void> {
    return this.attempt(() => this.jobs.move(job.id, move));
  }

  protected pause(lane?: string): Promise<void> {
    return this.attempt(() => this.queue.pause(lane));
  }

  protected resume(lane?: string): Promise<void> {
    return this.attempt(() => this.queue.resume(lane));
  }

  protected remove(job: Job): Promise<void> {
    return this.attempt(() => this.queue.remove(job.id));
  }

  protected clear(): Promise<void> {
    return this.attempt(() => this.queue.clearEnded());
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

  protected waitingWords(lane: string): string {
    return $localize`Waiting for ${lane}:lane:`;
  }
}
