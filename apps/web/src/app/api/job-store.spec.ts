import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream } from './event-stream';
import { FocusedJob } from './focused-job';
import type { Job } from './generated/models/job';
import { JobStore } from './job-store';
import { StudioApi } from './studio-api';
import { FakeEventStream, settle } from './testing/fake-event-stream';
import { sampleImage, sampleJob } from './testing/sample-job';

/** The jobs of the server, as it would tell them. */
let onServer: Job[];
let stream: FakeEventStream;

const api = {
  unfinishedJobs: vi.fn(async () => onServer.filter((job) => ['pending', 'processing'].includes(job.status))),
  job: vi.fn(async (id: string) => {
    const found = onServer.find((job) => job.id === id);
    if (found === undefined) throw new HttpErrorResponse({ status: 404 });
    return found;
  }),
  generate: vi.fn(async () => {
    const job = sampleJob(`job${onServer.length + 1}`, {
      created_at: `2026-01-01T12:00:0${onServer.length}.000Z`,
    });
    onServer.push(job);
    return { job_id: job.id, status: 'pending', seed: '7', adjustments: [{ message: 'width moved' }] };
  }),
  cancel: vi.fn(async (id: string) => sampleJob(id, { status: 'cancelled' })),
};

async function open(): Promise<JobStore> {
  TestBed.resetTestingModule();
  stream = new FakeEventStream();
  TestBed.configureTestingModule({
    providers: [
      { provide: StudioApi, useValue: api },
      { provide: EventStream, useValue: stream },
    ],
  });
  const store = TestBed.inject(JobStore);
  await store.attached;
  return store;
}

function change(id: string, changes: Partial<Job>): void {
  onServer = onServer.map((job) => (job.id === id ? { ...job, ...changes } : job));
}

beforeEach(() => {
  sessionStorage.clear();
  onServer = [];
});

describe('JobStore after a reload', () => {
  it('has nothing in sight where nothing is under way', async () => {
    const store = await open();
    expect(store.focused()).toBeUndefined();
    expect(store.active()).toEqual([]);
  });

  it('comes back to the job that this tab had in sight, and goes on with its events', async () => {
    onServer = [sampleJob('one', { status: 'processing' }), sampleJob('two')];
    sessionStorage.setItem('cyberimage.job', 'two');
    const store = await open();
    expect(store.focused()?.id).toBe('two');
    const progress = { phase: 'denoise', step: 1, of: 4, fraction: 0.25 } as const;
    await stream.tell({ type: 'job-progressed', job_id: 'two', progress });
    expect(store.focused()).toMatchObject({ status: 'processing', progress });
  });

  it('finds the running job in a new tab', async () => {
    onServer = [sampleJob('waiting'), sampleJob('running', { status: 'processing' })];
    const store = await open();
    expect(store.focused()?.id).toBe('running');
    expect(store.active().map((job) => job.id)).toEqual(['running', 'waiting']);
  });

  it('shows the result of a job that ended meanwhile', async () => {
    onServer = [sampleJob('one', { status: 'completed', images: [sampleImage('i')] })];
    sessionStorage.setItem('cyberimage.job', 'one');
    const store = await open();
    expect(store.focused()?.images.map((image) => image.id)).toEqual(['i']);
  });

  it('forgets a job that is gone', async () => {
    sessionStorage.setItem('cyberimage.job', 'gone');
    const store = await open();
    expect(store.focused()).toBeUndefined();
    expect(TestBed.inject(FocusedJob).id()).toBeUndefined();
  });

  it('keeps in mind a job that could not be asked for', async () => {
    sessionStorage.setItem('cyberimage.job', 'one');
    api.job.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    const store = await open();
    expect(store.focused()).toBeUndefined();
    onServer = [sampleJob('one', { status: 'processing' })];
    await stream.tell({ type: 'reset' });
    expect(store.focused()?.id).toBe('one');
  });

  it('looks again after missed events', async () => {
    const store = await open();
    onServer = [sampleJob('one', { status: 'processing' })];
    await stream.tell({ type: 'reset' });
    expect(store.focused()?.id).toBe('one');
  });

  it('learns after missed events that its job is over', async () => {
    onServer = [sampleJob('one', { status: 'processing' }), sampleJob('two')];
    const store = await open();
    change('one', { status: 'completed', images: [sampleImage('i')] });
    change('two', { status: 'cancelled' });
    await stream.tell({ type: 'reset' });
    expect(store.focused()?.status).toBe('completed');
    expect(store.active()).toEqual([]);
  });
});

describe('JobStore at work', () => {
  it('brings a new job in sight and hands on what was adjusted', async () => {
    const store = await open();
    expect(await store.submit({ model: 'a', prompt: 'a cat' })).toEqual(['width moved']);
    expect(store.focused()?.id).toBe('job1');
  });

  it('leaves the running job in sight while others are queued, then follows the next that starts', async () => {
    const store = await open();
    await store.submit({ model: 'a', prompt: 'a cat' });
    await store.submit({ model: 'a', prompt: 'a dog' });
    expect(store.focused()?.id).toBe('job1');
    change('job1', { status: 'completed', images: [sampleImage('i')] });
    await stream.tell({ type: 'job-completed', job_id: 'job1', image_ids: ['i'] });
    expect(store.focused()).toMatchObject({ id: 'job1', status: 'completed' });
    await stream.tell({ type: 'job-started', job_id: 'job2', attempt: 1 });
    expect(store.focused()?.id).toBe('job2');
  });

  it('learns of jobs that another tab asked for', async () => {
    const store = await open();
    onServer = [sampleJob('other')];
    await stream.tell({ type: 'job-created', job_id: 'other', model: 'a' });
    expect(store.active().map((job) => job.id)).toEqual(['other']);
    expect(store.focused()).toBeUndefined();
  });

  it('shows a cancelled job as such', async () => {
    const store = await open();
    await store.submit({ model: 'a', prompt: 'a cat' });
    await store.cancel('job1');
    await settle();
    expect(store.focused()?.status).toBe('cancelled');
    expect(store.active()).toEqual([]);
  });
});
