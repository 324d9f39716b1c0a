import { Injectable } from '@nestjs/common';
import { GalleryService } from '../gallery/gallery.service.js';
import { JobReader } from './job-reader.service.js';
import type { JobEntity } from './job.entity.js';
import { LiveJobs } from './live-jobs.service.js';
import { secondsPerWork, workOf } from './run-work.js';
import { imageCount } from './stored-request.js';

/** More than a queue can hold by default; what comes behind has no estimate. */
const MAX_JOBS = 2000;
const PAST_PICTURES = 40;

/** When jobs will be done, as far as past runs of their models tell. */
export interface Forecast {
  /** Seconds until each unfinished job is done, those before it included. */
  readonly jobs: ReadonlyMap<string, number>;
  /** Seconds until each lane is empty; a lane with a job that nothing is known of is not in it. */
  readonly lanes: ReadonlyMap<string, number>;
}

/** Learns from the pictures of the past how long the queue will take. */
@Injectable()
export class QueueForecast {
  constructor(
    private readonly reader: JobReader,
    private readonly gallery: GalleryService,
    private readonly live: LiveJobs,
  ) {}

  async compute(): Promise<Forecast> {
    const jobs = await this.reader.unfinished(MAX_JOBS);
    const paces = await this.paces(jobs);
    const done = new Map<string, number>();
    const lanes = new Map<string, number | undefined>();
    for (const job of jobs) {
      const own = this.secondsOf(job, paces.get(paceKey(job)));
      const ahead = lanes.has(job.backend) ? lanes.get(job.backend) : 0;
      const total = own === undefined || ahead === undefined ? undefined : own + ahead;
      lanes.set(job.backend, total);
      if (total !== undefined) done.set(job.id, Math.round(total * 10) / 10);
    }
    const known = [...lanes].flatMap(([lane, seconds]) =>
      seconds === undefined ? [] : [[lane, Math.round(seconds * 10) / 10] as const],
    );
    return { jobs: done, lanes: new Map(known) };
  }

  private secondsOf(job: JobEntity, pace: number | undefined): number | undefined {
    const expected = pace === undefined ? undefined : pace * workOf(job.request, imageCount(job.request));
    if (job.status === 'pending') return expected;
    const told = (this.live.get(job.id).progress ?? job.progress)?.seconds_left;
    if (told !== undefined || expected === undefined) return told;
    const elapsed = (Date.now() - (job.startedAt ?? Date.now())) / 1000;
    return Math.max(0, expected - elapsed);
  }

  private async paces(jobs: readonly JobEntity[]): Promise<Map<string, number | undefined>> {
    const paces = new Map<string, number | undefined>();
    for (const job of jobs) {
      const key = paceKey(job);
      if (!paces.has(key)) paces.set(key, await this.pace(job.backend, job.model));
    }
    return paces;
  }

  private async pace(backend: string, model: string): Promise<number | undefined> {
    const pictures = await this.gallery.recentRuns(backend, model, PAST_PICTURES);
    const runs = [...Map.groupBy(pictures, ({ jobId }) => jobId).values()].map((made) => {
      const [{ parameters } = { parameters: {} }] = made;
      // A picture's seconds count from the start of its run: the last one has them all.
      const seconds = Math.max(...made.map(({ generationSeconds }) => generationSeconds ?? 0));
      return { work: workOf(parameters, made.length), seconds };
    });
    return secondsPerWork(runs.filter(({ seconds }) => seconds > 0));
  }
}

const paceKey = ({ backend, model }: JobEntity): string => JSON.stringify([backend, model]);
