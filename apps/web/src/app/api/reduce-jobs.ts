import type { AppEvent } from './generated/models/app-event';
import type { Job } from './generated/models/job';

export type Jobs = Readonly<Record<string, Job>>;

export function isFinished(job: Pick<Job, 'status'>): boolean {
  return job.status === 'completed' || job.status === 'failed' || job.status === 'cancelled';
}

/** The jobs after `event`. An event about a job that isn't known, or is over, changes nothing but its return. */
export function reduceJobs(jobs: Jobs, event: AppEvent): Jobs {
  if (!('job_id' in event)) return jobs;
  const job = jobs[event.job_id];
  if (job === undefined) return jobs;
  if (event.type === 'job-deleted') {
    const { [job.id]: _gone, ...others } = jobs;
    return others;
  }
  if (isFinished(job) && event.type !== 'job-requeued') return jobs;
  const change = changeOf(event);
  if (change === undefined) return jobs;
  const left = job.status === 'pending' && change.status !== 'pending' ? closeGap(jobs, job) : jobs;
  return { ...left, [job.id]: { ...job, ...change } };
}

/** Those behind a job that waits no longer move up by one. */
function closeGap(jobs: Jobs, gone: Job): Jobs {
  const place = gone.position;
  if (place === null) return jobs;
  const moved = Object.values(jobs)
    .filter((job) => job.backend === gone.backend && job.position !== null && job.position > place)
    .map((job) => [job.id, { ...job, position: (job.position ?? 1) - 1 }] as const);
  return { ...jobs, ...Object.fromEntries(moved) };
}

function changeOf(event: AppEvent): Partial<Job> | undefined {
  switch (event.type) {
    case 'job-started':
      return { status: 'processing', position: null };
    case 'job-progressed':
      return { status: 'processing', progress: event.progress };
    case 'job-previewed':
      return { preview_url: event.preview_url };
    case 'job-requeued':
      return { status: 'pending', position: null, progress: null, preview_url: null, error: null };
    case 'job-failed':
      return { status: 'failed', error: event.error };
    case 'job-cancelled':
      return { status: 'cancelled' };
    default:
      return undefined;
  }
}

/**
 * The job to fetch because of `event`: one that isn't known yet, one whose request or place is another now,
 * or one whose pictures are there.
 * A completed job stays as it is until then, so that the stage never shows a result without a picture.
 */
export function jobToFetch(jobs: Jobs, event: AppEvent): string | undefined {
  if (!('job_id' in event)) return undefined;
  const known = jobs[event.job_id];
  if (event.type === 'job-completed') return event.job_id;
  if (event.type === 'job-changed' || event.type === 'job-requeued') return event.job_id;
  if (event.type === 'image-created' || event.type === 'job-deleted') return undefined;
  return known === undefined ? event.job_id : undefined;
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
