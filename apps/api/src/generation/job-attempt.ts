import type { ImageWarning } from '../gallery/image-warning.js';
import type { JobLease } from './job-lease.js';
import type { JobReporter } from './job-reporter.js';

/** What belongs to one attempt at a job. */
export class JobAttempt {
  readonly warnings: ImageWarning[] = [];
  private readonly startMs = performance.now();
  private readonly failure = new AbortController();
  private lastSave: Promise<void> = Promise.resolve();

  constructor(
    readonly lease: JobLease,
    readonly reporter: JobReporter,
  ) {}

  /** Aborts when a picture could not be saved: no further one is wanted then. */
  get signal(): AbortSignal {
    return this.failure.signal;
  }

  secondsSinceStart(): number {
    return Number(((performance.now() - this.startMs) / 1000).toFixed(2));
  }

  /** Saves a picture while the backend works on; waits for the one before, so that they don't pile up. */
  async save(work: () => Promise<void>): Promise<void> {
    await this.lastSave;
    this.lastSave = work();
    this.lastSave.catch((error: unknown) => this.failure.abort(error));
  }

  /** Resolves once every picture so far is saved. @throws what went wrong with one */
  async saved(): Promise<void> {
    await this.lastSave;
  }
}
