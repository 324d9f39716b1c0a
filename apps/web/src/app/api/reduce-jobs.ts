import type { AppEvent } from './generated/models/app-event';
import type { Job } from './generated/models/job';

export type Jobs = Readonly<Record<string, Job>>;

export function isFinished(job: Pick<Job, 'status'>): boolean {
  return job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled';
}

/** The jobs after `event`. An event about a job that isn't known, or is over, changes nothing. */
export function reduceJobs(jobs: Jobs, event: AppEvent): Jobs {
  if (!('job_id' in event)) return jobs;
  const job = jobs[event.job_id];
  if (job === undefined || isFinished(job)) return jobs;
  const change = changeOf(event);
  return change === undefined ? jobs : { ...jobs, [job.id]: { ...job, ...change } };
}

function changeOf(event: AppEvent): Partial<Job> | undefined {
  switch (event.type) {
    case 'job-started':
      return { status: 'processing' };
    case 'job-progressed':
      return { status: 'processing', progress: event.progress };
    case 'job-previewed':
      return { preview_url: event.preview_url };
    case 'job-requeued':
      return { status: 'pending', progress: null, preview_url: null };
    case 'job-failed':
      return { status: 'failed', error: event.error };
    case 'job-cancelled':
      return { status: 'cancelled' };
    default:
      return undefined;
  }
}

/**
 * The job to fetch because of `event`: one that isn't known yet, or one whose pictures are now there.
 * A completed job stays as it is until then, so that the stage never shows a result without a picture.
 */
export function jobToFetch(jobs: Jobs, event: AppEvent): string | undefined {
  if (!('job_id' in event)) return undefined;
  const known = jobs[event.job_id];
  if (event.type === 'job-completed') return event.job_id;
  return known === undefined && event.type !== 'image-created' ? event.job_id : undefined;
}

/** `fetched` beside what events have told since it was asked for: neither an end nor progress is taken back. */
export function mergeFetched(known: Job | undefined, fetched: Job): Job {
  if (known === undefined) return fetched;
  // The last preview stays in sight until the picture has arrived.
  if (isFinished(fetched)) return { ...fetched, preview_url: fetched.preview_url ?? known.preview_url };
  if (isFinished(known)) return known;
  const ahead = (known.progress?.fraction ?? 0) > (fetched.progress?.fraction ?? 0);
  return ahead ? { ...fetched, status: known.status, progress: known.progress } : fetched;
}
