import type { JobEntity } from './job.entity.js';

/** A worker's right to do a job. Worker and attempt together name one holder, ever. */
export interface JobLease {
  readonly job: JobEntity;
  readonly workerId: string;
  readonly attempt: number;
}

/** The job was given to another worker, or ended: whatever its former worker has is not wanted any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
