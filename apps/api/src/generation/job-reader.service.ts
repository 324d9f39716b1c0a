import { Injectable } from '@nestjs/common';
import { Brackets, DataSource, type Repository } from 'typeorm';
import type { PagePlace } from '../platform/paging/page-cursor.js';
import type { JobStatus } from './job-status.js';
import { JobEntity } from './job.entity.js';

/** Which jobs to list; all where nothing is named. */
export interface JobFilter {
  readonly statuses?: readonly JobStatus[];
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
}

/** Reads jobs. */
@Injectable()
export class JobReader {
  private readonly jobs: Repository<JobEntity>;

  constructor(dataSource: DataSource) {
    this.jobs = dataSource.getRepository(JobEntity);
  }

  async find(id: string): Promise<JobEntity | null> {
    return this.jobs.findOneBy({ id });
  }

  /** Newest first. */
  async list(limit: number, filter: JobFilter, after?: PagePlace): Promise<JobEntity[]> {
    const { statuses = [], model, backend } = filter;
    const query = this.jobs.createQueryBuilder('job');
    if (statuses.length > 0) query.andWhere('job.status IN (:...statuses)', { statuses });
    if (model !== undefined) query.andWhere('job.model = :model', { model });
    if (backend !== undefined) query.andWhere('job.backend = :backend', { backend });
    if (after !== undefined) {
      query.andWhere('(job.createdAt < :createdAt OR (job.createdAt = :createdAt AND job.id < :id))', after);
    }
    return query.orderBy('job.createdAt', 'DESC').addOrderBy('job.id', 'DESC').take(limit).getMany();
  }

  /** Running jobs, then waiting ones in the order in which they will run. */
  async unfinished(limit: number): Promise<JobEntity[]> {
    return this.jobs
      .createQueryBuilder('job')
      .where(`job.status IN ('pending', 'processing')`)
      .orderBy('job.status', 'DESC')
      .addOrderBy('job.priority', 'DESC')
      .addOrderBy('job.position', 'ASC')
      .take(limit)
      .getMany();
  }

  /** How many jobs of each state there are in each lane. */
  async countByLane(): Promise<Map<string, Record<JobStatus, number>>> {
    const rows: { backend: string; status: JobStatus; count: string | number }[] = await this.jobs
      .createQueryBuilder('job')
      .select('job.backend', 'backend')
      .addSelect('job.status', 'status')
      .addSelect('COUNT(*)', 'count')
      .groupBy('job.backend')
      .addGroupBy('job.status')
      .getRawMany();
    const lanes = new Map<string, Record<JobStatus, number>>();
    for (const { backend, status, count } of rows) {
      const counts = lanes.get(backend) ?? noJobs();
      counts[status] = Number(count);
      lanes.set(backend, counts);
    }
    return lanes;
  }

  async countByStatus(): Promise<Record<JobStatus, number>> {
    const counts = noJobs();
    const rows: { status: JobStatus; count: string | number }[] = await this.jobs
      .createQueryBuilder('job')
      .select('job.status', 'status')
      .addSelect('COUNT(*)', 'count')
      .groupBy('job.status')
      .getRawMany();
    for (const { status, count } of rows) counts[status] = Number(count);
    return counts;
  }

  /** A waiting job's place in its lane, from 1; undefined for any other job. */
  async placeInQueue({ status, backend, priority, position }: JobEntity): Promise<number | undefined> {
    if (status !== 'pending') return undefined;
    const before = await this.jobs
      .createQueryBuilder('job')
      .where(`job.status = 'pending' AND job.backend = :backend`, { backend })
      .andWhere(
        new Brackets((earlier) =>
          earlier
            .where('job.priority > :priority', { priority })
            .orWhere('job.priority = :priority AND job.position < :position', { priority, position }),
        ),
      )
      .getCount();
    return before + 1;
  }
}

/** Counts to start from. */
export function noJobs(): Record<JobStatus, number> {
  return { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };
}
