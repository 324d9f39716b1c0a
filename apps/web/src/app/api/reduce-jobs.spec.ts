import { describe, expect, it } from 'vitest';

import type { AppEvent } from './generated/models/app-event';
import { jobToFetch, mergeFetched, reduceJobs, type Jobs } from './reduce-jobs';
import { sampleImage, sampleJob } from './testing/sample-job';

const progress = { phase: 'denoise', step: 3, of: 12, fraction: 0.3 } as const;
const jobs: Jobs = { a: sampleJob('a'), done: sampleJob('done', { status: 'completed' }) };

describe('reduceJobs', () => {
  it('starts, progresses and previews a job', () => {
    let after = reduceJobs(jobs, { type: 'job-started', job_id: 'a', attempt: 1 });
    after = reduceJobs(after, { type: 'job-progressed', job_id: 'a', progress });
    after = reduceJobs(after, { type: 'job-previewed', job_id: 'a', index: 0, preview_url: '/p?v=1' });
    expect(after['a']).toMatchObject({ status: 'processing', progress, preview_url: '/p?v=1' });
    expect(jobs['a']?.status).toBe('pending');
  });

  it('takes progress and preview back when a job goes back into the queue', () => {
    const running = { a: sampleJob('a', { status: 'processing', progress, preview_url: '/p' }) };
    const after = reduceJobs(running, { type: 'job-requeued', job_id: 'a' });
    expect(after['a']).toMatchObject({ status: 'pending', progress: null, preview_url: null });
  });

  it('lets a job that failed wait again', () => {
    const failed = { a: sampleJob('a', { status: 'failed', error: { code: 'internal', message: '' } }) };
    const after = reduceJobs(failed, { type: 'job-requeued', job_id: 'a' });
    expect(after['a']).toMatchObject({ status: 'pending', error: null });
    expect(jobToFetch(after, { type: 'job-requeued', job_id: 'a' })).toBe('a');
  });

  it('moves those behind it up when a job waits no longer', () => {
    const waiting = {
      a: sampleJob('a', { position: 1 }),
      b: sampleJob('b', { position: 2 }),
      other: sampleJob('other', { position: 2, backend: 'forge' }),
    };
    const after = reduceJobs(waiting, { type: 'job-started', job_id: 'a', attempt: 1 });
    expect([after['a'], after['b'], after['other']].map((job) => job?.position)).toEqual([null, 1, 2]);
  });

  it('forgets a job that was taken off the list', () => {
    expect(Object.keys(reduceJobs(jobs, { type: 'job-deleted', job_id: 'done' }))).toEqual(['a']);
  });

  it('keeps the reason of a failure', () => {
    const error = { code: 'out-of-memory', message: 'Not enough memory' };
    expect(reduceJobs(jobs, { type: 'job-failed', job_id: 'a', error })['a']).toMatchObject({
      status: 'failed',
      error,
    });
  });

  it('changes nothing for a job that is over, for an unknown one and for events about other things', () => {
    expect(reduceJobs(jobs, { type: 'job-progressed', job_id: 'done', progress })).toBe(jobs);
    expect(reduceJobs(jobs, { type: 'job-started', job_id: 'unknown', attempt: 1 })).toBe(jobs);
    expect(reduceJobs(jobs, { type: 'backend-changed' })).toBe(jobs);
  });

  it('waits for the pictures before a job counts as completed', () => {
    const event: AppEvent = { type: 'job-completed', job_id: 'a', image_ids: ['i'] };
    expect(reduceJobs(jobs, event)).toBe(jobs);
    expect(jobToFetch(jobs, event)).toBe('a');
  });
});

describe('jobToFetch', () => {
  it('asks for unknown jobs only', () => {
    expect(jobToFetch(jobs, { type: 'job-progressed', job_id: 'new', progress })).toBe('new');
    expect(jobToFetch(jobs, { type: 'job-progressed', job_id: 'a', progress })).toBeUndefined();
    expect(jobToFetch(jobs, { type: 'image-deleted', image_id: 'i' })).toBeUndefined();
  });
});

describe('mergeFetched', () => {
  it('does not take an end back', () => {
    const known = sampleJob('a', { status: 'cancelled' });
    expect(mergeFetched(known, sampleJob('a', { status: 'processing' }))).toBe(known);
  });

  it('does not take progress back', () => {
    const known = sampleJob('a', { status: 'processing', progress });
    const older = sampleJob('a', { status: 'processing', progress: { ...progress, fraction: 0.1 } });
    expect(mergeFetched(known, older).progress?.fraction).toBe(0.3);
  });

  it('takes the pictures of a finished job and keeps its last preview', () => {
    const known = sampleJob('a', { status: 'processing', progress, preview_url: '/p?v=9' });
    const fetched = sampleJob('a', { status: 'completed', images: [sampleImage('i')] });
    expect(mergeFetched(known, fetched)).toEqual({ ...fetched, preview_url: '/p?v=9' });
  });
});
