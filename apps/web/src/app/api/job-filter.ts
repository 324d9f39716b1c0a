import type { Job } from './generated/models/job';

/** Which jobs to show; what is left out is not asked for. */
export interface JobFilter {
  /** States, separated by commas. */
  readonly status?: string | undefined;
  readonly model?: string | undefined;
  readonly backend?: string | undefined;
}

/** Whether a job is one of those that are asked for. */
export function fits(job: Job, { status, model, backend }: JobFilter): boolean {
  return (
    (status === undefined || status.split(',').includes(job.status)) &&
    (model === undefined || model === job.model) &&
    (backend === undefined || backend === job.backend)
  );
}
