import { computed, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import { FocusedJob } from './focused-job';
import type { AppEvent } from './generated/models/app-event';
import type { GenerateRequest } from './generated/models/generate-request';
import type { Job } from './generated/models/job';
import type { JobMove } from './generated/models/job-move';
import { toProblem } from './problem';
import { isFinished, jobToFetch, mergeFetched, reduceJobs, type Jobs } from './reduce-jobs';
import { StudioApi } from './studio-api';

const NOT_FOUND = 404;
const CONFLICT = 409;

/** The jobs that are under way, and the one in sight. Begins by finding what a reload left behind. */
@Injectable({ providedIn: 'root' })
export class JobStore {
  private readonly api = inject(StudioApi);
  private readonly focus = inject(FocusedJob);
  private readonly jobs = signal<Jobs>({});

  /** Under way: what runs, then what waits in the order in which it will run. */
  readonly active = computed(() =>
    Object.values(this.jobs())
      .filter((job) => !isFinished(job))
      .sort((a, b) => Number(a.status === 'pending') - Number(b.status === 'pending') || byPlace(a, b)),
  );

  /** The job in sight: under way or over. */
  readonly focused = computed<Job | undefined>(() => this.jobs()[this.focus.id() ?? '']);

  private lastMove: Promise<unknown> = Promise.resolve();

  /** Settles when the first look for jobs is over. */
  readonly attached: Promise<void>;

  constructor() {
    const stream = inject(EventStream);
    stream.listen((event) => void this.take(event));
    this.attached = stream.settled.then(() => this.attach());
  }

  /** Asks for pictures. The new job comes in sight unless the one in sight is still being made. */
  async submit(request: GenerateRequest): Promise<readonly string[]> {
    const accepted = await this.api.generate(request);
    await this.fetch(accepted.job_id);
    const shown = this.focused();
    if (shown === undefined || isFinished(shown)) this.focus.set(accepted.job_id);
    return accepted.adjustments.map((adjustment) => adjustment.message);
  }

  /** A job, asked for when it isn't among those that this tab knows. */
  async find(id: string): Promise<Job> {
    return this.jobs()[id] ?? this.api.job(id);
  }

  /** A waiting job ends at once, a running one within a step. */
  async cancel(id: string): Promise<void> {
    try {
      this.keep([await this.api.cancel(id)]);
    } catch (error) {
      // It ended a moment before.
      if (toProblem(error).status !== CONFLICT) throw error;
      await this.fetch(id);
    }
  }

  /** A job that failed or was cancelled waits again. */
  async retry(id: string): Promise<void> {
    const job = await this.api.retry(id);
    this.jobs.update((jobs) => ({ ...jobs, [id]: job }));
  }

  /** Changes a waiting job. */
  async edit(id: string, request: GenerateRequest): Promise<readonly string[]> {
    const { job, adjustments } = await this.api.editJob(id, request);
    this.keep([job]);
    return adjustments.map((adjustment) => adjustment.message);
  }

  /** Puts a waiting job elsewhere among those that wait for the same backend. */
  async move(id: string, move: JobMove): Promise<void> {
    // One after the other: a key that is pressed twice means two moves in this order.
    const turn = this.lastMove.then(() => this.api.moveJob(id, move));
    this.lastMove = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      await this.refresh();
    }
  }

  /** Asks for everything under way, with its places and estimates. */
  async refresh(): Promise<void> {
    const unfinished = await this.api.unfinishedJobs();
    const ended = this.active().filter((known) => unfinished.every((job) => job.id !== known.id));
    this.keep(unfinished);
    await Promise.all(ended.map((job) => this.fetch(job.id)));
  }

  show(id: string): void {
    this.focus.set(id);
  }

  /** Takes the job out of sight; it goes on. */
  dismiss(): void {
    this.focus.set(undefined);
  }

  private async attach(): Promise<void> {
    try {
      await this.refresh();
      const remembered = this.focus.id();
      if (remembered === undefined) {
        this.focus.set(this.active()[0]?.id);
      } else {
        await this.fetch(remembered);
      }
    } catch {
      // The event stream says `reset` once the studio answers again, and this runs anew.
    }
  }

  private async take(event: AppEvent): Promise<void> {
    if (event.type === 'reset') return this.attach();
    this.jobs.update((jobs) => reduceJobs(jobs, event));
    const id = jobToFetch(this.jobs(), event);
    if (id !== undefined) await this.fetch(id);
    // The studio may be gone again by now; `reset` follows when it is back.
    if (event.type === 'queue-changed') await this.refresh().catch(() => undefined);
    if (event.type === 'job-started') this.follow(event.job_id);
  }

  /** When the job in sight is over, the next one that starts takes its place. */
  private follow(started: string): void {
    const shown = this.focused();
    if (shown !== undefined && isFinished(shown)) this.focus.set(started);
  }

  private async fetch(id: string): Promise<void> {
    try {
      this.keep([await this.api.job(id)]);
    } catch (error) {
      // Where the studio does not answer, the stage shows what it knows until the next event.
      if (toProblem(error).status === NOT_FOUND && this.focus.id() === id) this.focus.set(undefined);
    }
  }

  private keep(fetched: readonly Job[]): void {
    this.jobs.update((jobs) => {
      const entries = fetched.map((job) => [job.id, mergeFetched(jobs[job.id], job)] as const);
      return { ...jobs, ...Object.fromEntries(entries) };
    });
  }
}

function byPlace(a: Job, b: Job): number {
  const [first, second] = [a.position ?? Infinity, b.position ?? Infinity];
  return first === second ? byCreation(a, b) : first - second;
}

function byCreation(a: Job, b: Job): number {
  return a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id);
}
