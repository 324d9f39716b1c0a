import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobEntity } from './job.entity.js';
import { imageCount } from './stored-request.js';

/** How far back it is looked. */
const WINDOW_MS = 3_600_000;

/** More jobs than that in an hour are judged by the newest of them. */
const MOST_JOBS = 2000;

/** What is read of a job; the primary key is what TypeORM tells rows apart by. */
const COLUMNS = [
  'id',
  'status',
  'model',
  'backend',
  'request',
  'error',
  'createdAt',
  'startedAt',
  'completedAt',
] as const;

type TimedJob = Pick<JobEntity, (typeof COLUMNS)[number]>;

/** What happened in one lane within the window. */
interface LaneStatistics {
  /** From the request to the start of the work, in seconds. */
  readonly waits: readonly number[];
  /** Ends that were failures, by code. */
  readonly failures: ReadonlyMap<string, number>;
  /** Share of the window in which it was at work, 0 to 1. */
  readonly busyShare: number;
}

/** What the pictures of one model took within the window, in seconds. */
interface ModelStatistics {
  readonly pictures: readonly number[];
  /** Of jobs whose request names steps; loading and decoding are spread over them. */
  readonly steps: readonly number[];
}

export interface JobStatistics {
  readonly lanes: ReadonlyMap<string, LaneStatistics>;
  readonly models: ReadonlyMap<string, ModelStatistics>;
}

/** Tells of the last hour's jobs how long they waited and worked, and how they ended. */
@Injectable()
export class JobStatisticsReader {
  constructor(private readonly dataSource: DataSource) {}

  async read(now: number = Date.now()): Promise<JobStatistics> {
    const since = now - WINDOW_MS;
    const jobs: readonly TimedJob[] = await this.dataSource
      .getRepository(JobEntity)
      .createQueryBuilder('job')
      .select(COLUMNS.map((name) => `job.${name}`))
      .where('job.startedAt IS NOT NULL')
      .andWhere('(job.completedAt >= :since OR job.completedAt IS NULL)', { since })
      .orderBy('job.startedAt', 'DESC')
      .limit(MOST_JOBS)
      .getMany();
    const lanes = Map.groupBy(jobs, ({ backend }) => backend);
    const models = Map.groupBy(
      jobs.filter(({ status }) => status === 'completed'),
      ({ model }) => model,
    );
    return {
      lanes: mapValues(lanes, (ofLane) => laneStatistics(ofLane, since, now)),
      models: mapValues(models, modelStatistics),
    };
  }
}

function laneStatistics(jobs: readonly TimedJob[], since: number, now: number): LaneStatistics {
  const codes = jobs.flatMap(({ status, error }) => (status === 'failed' ? (error?.code ?? 'unknown') : []));
  const busyMs = jobs.reduce(
    (sum, { startedAt, completedAt }) =>
      sum + Math.max(0, (completedAt ?? now) - Math.max(startedAt ?? now, since)),
    0,
  );
  return {
    waits: jobs.map(({ createdAt, startedAt }) => ((startedAt ?? createdAt) - createdAt) / 1000),
    failures: mapValues(
      Map.groupBy(codes, (code) => code),
      ({ length }) => length,
    ),
    busyShare: Math.min(1, busyMs / WINDOW_MS),
  };
}

function modelStatistics(jobs: readonly TimedJob[]): ModelStatistics {
  const times = jobs.map(({ request, startedAt, completedAt }) => {
    const seconds = ((completedAt ?? 0) - (startedAt ?? 0)) / 1000 / imageCount(request);
    return { seconds, steps: Number(request['steps']) };
  });
  return {
    pictures: times.map(({ seconds }) => seconds),
    steps: times.filter(({ steps }) => steps > 0).map(({ seconds, steps }) => seconds / steps),
  };
}

function mapValues<K, A, B>(map: ReadonlyMap<K, A>, change: (value: A) => B): Map<K, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
