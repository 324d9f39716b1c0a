import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { EndedJobs } from './ended-jobs';
import { EventStream } from './event-stream';
import type { Job } from './generated/models/job';
import { fits, type JobFilter } from './job-filter';
import { StudioApi } from './studio-api';
import { FakeEventStream, settle } from './testing/fake-event-stream';
import { sampleImage, sampleJob } from './testing/sample-job';

/** Jobs of the server, newest first; the cursor is the id of the last one that was sent. */
let onServer: Job[];
const api = {
  jobs: vi.fn(async (filter: JobFilter, _limit: number, cursor?: string) => {
    const wanted = onServer.filter((job) => fits(job, filter));
    const from = cursor === undefined ? 0 : wanted.findIndex((job) => job.id === cursor) + 1;
    const jobs = wanted.slice(from, from + 2);
    return { jobs, next_cursor: from + 2 < wanted.length ? (jobs.at(-1)?.id ?? null) : null };
  }),
  job: vi.fn(async (id: string) => onServer.find((job) => job.id === id)),
};
let stream: FakeEventStream;
let ended: EndedJobs;

const ids = (): string[] => ended.jobs().map((job) => job.id);

function over(id: string, minute: number, change: Partial<Job> = {}): Job {
  return sampleJob(id, { status: 'completed', created_at: `2026-01-01T12:0${minute}:00.000Z`, ...change });
}

beforeEach(() => {
  onServer = [over('c', 3), over('b', 2, { status: 'failed' }), over('a', 1, { images: [sampleImage('i')] })];
  stream = new FakeEventStream();
  TestBed.configureTestingModule({
    providers: [EndedJobs, { provide: StudioApi, useValue: api }, { provide: EventStream, useValue: stream }],
  });
  ended = TestBed.inject(EndedJobs);
});

describe('EndedJobs', () => {
  it('reads page after page, newest first', async () => {
    await ended.open();
    expect(ids()).toEqual(['c', 'b']);
    await ended.loadMore();
    expect(ids()).toEqual(['c', 'b', 'a']);
    expect(ended.hasMore()).toBe(false);
  });

  it('takes in what ends, where it fits the filter', async () => {
    await ended.open({ status: 'failed' });
    expect(ids()).toEqual(['b']);
    onServer.unshift(over('e', 5), over('d', 4, { status: 'failed' }));
    await stream.tell({ type: 'job-completed', job_id: 'e', image_ids: [] });
    await stream.tell({ type: 'job-failed', job_id: 'd', error: { code: 'internal', message: '' } });
    expect(ids()).toEqual(['d', 'b']);
  });

  it('keeps to the model and the backend that are asked for', async () => {
    onServer = [over('c', 3, { model: 'big' }), over('b', 2), over('a', 1, { model: 'big', backend: 'far' })];
    await ended.open({ model: 'big', backend: 'far' });
    expect(ids()).toEqual(['a']);
    onServer.unshift(over('e', 5, { model: 'big', backend: 'far' }), over('d', 4));
    await stream.tell({ type: 'job-completed', job_id: 'd', image_ids: [] });
    await stream.tell({ type: 'job-completed', job_id: 'e', image_ids: [] });
    expect(ids()).toEqual(['e', 'a']);
  });

  it('shows no picture that was deleted', async () => {
    await ended.open();
    await ended.loadMore();
    await stream.tell({ type: 'image-deleted', image_id: 'i' });
    expect(ended.jobs().flatMap((job) => job.images)).toEqual([]);
  });

  it('does not mix the answers of two filters', async () => {
    const first = ended.open();
    await ended.open({ status: 'failed' });
    await first;
    await settle();
    expect(ids()).toEqual(['b']);
  });
});
