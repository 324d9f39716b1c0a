import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditRecordEntity } from '../audit/audit-record.entity.js';
import { AuditService } from '../audit/audit.service.js';
import { eventually } from '../testing/eventually.js';
import { failWith, paint, workUntilAborted } from '../testing/fake-backend-host.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { createTestSettings, type TestSettings } from '../testing/test-settings.js';
import { JobConsumer } from './job-consumer.service.js';
import { JobLeases, MAX_ATTEMPTS } from './job-leases.service.js';
import { JobEntity } from './job.entity.js';

let base: TestSettings;

beforeEach(async () => {
  base = await createTestSettings({ LEASE_SECONDS: '1' });
});

afterEach(async () => {
  await base[Symbol.asyncDispose]();
});

const start = (consume = true) => startTestApp({}, { base, consume });

async function create(test: TestApp, body: object = {}): Promise<string> {
  const { body: created } = await test.call('POST', '/api/v1/generate', {
    model: 'fake',
    prompt: 'x',
    ...body,
  });
  return created.job_id;
}

const ended = (test: TestApp, id: string) => reached(test, id, ['completed', 'failed', 'cancelled']);

async function reached(test: TestApp, id: string, statuses: readonly string[]) {
  const { body } = await eventually(
    () => test.call('GET', `/api/v1/queue/jobs/${id}`),
    (answer) => statuses.includes(answer.body.status),
  );
  return body;
}

async function picturesOnDisk(): Promise<string[]> {
  const names = await readdir(base.settings.mediaRoot, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.png') || name.endsWith('.part'));
}

function auditOf(test: TestApp, subjectId: string): Promise<string[]> {
  return test.app
    .get(DataSource)
    .getRepository(AuditRecordEntity)
    .find({ where: { subjectId }, order: { sequence: 'ASC' } })
    .then((records) => records.map(({ action }) => action));
}

const leasesOf = (test: TestApp) => test.app.get(JobLeases, { strict: false });

describe('a job whose process', () => {
  it('was killed is done by the next one, at once', async () => {
    let id: string;
    {
      await using killed = await start(false);
      id = await create(killed);
      await leasesOf(killed).claim(id);
    }
    await using test = await start();
    expect(await ended(test, id)).toMatchObject({ status: 'completed', attempts: 2 });
    expect(await picturesOnDisk()).toHaveLength(1);
    expect(await auditOf(test, id)).toEqual(['job.created', 'job.started', 'job.retried', 'job.completed']);
  });

  it('stops in order goes back to the queue without counting the attempt', async () => {
    let id: string;
    {
      await using stopped = await start();
      stopped.host.scripts.push(workUntilAborted);
      id = await create(stopped);
      await reached(stopped, id, ['processing']);
      await stopped.app.get(JobConsumer).stop();
      expect(await reached(stopped, id, ['pending'])).toMatchObject({
        attempts: 0,
        progress: null,
        position: 1,
      });
    }
    await using test = await start();
    expect(await ended(test, id)).toMatchObject({ status: 'completed', attempts: 1 });
  });

  it('was killed after its first picture was kept makes the second one only', async () => {
    await using test = await start(false);
    const id = await create(test, { num_images: 2 });
    test.host.scripts.push(async function* onlyTheFirst(request, options) {
      for await (const event of paint(request)) {
        yield event;
        if (event.type === 'image') break;
      }
      // From here on the lease is another worker's, which then gives no sign of life.
      await leasesOf(test).expireAll();
      await leasesOf(test).claim(id);
      yield* workUntilAborted(request, options);
    });
    await test.app.get(JobConsumer).start();
    const job = await ended(test, id);
    expect(job).toMatchObject({ status: 'completed', attempts: 3 });
    expect(job.images.map(({ index }: { index: number }) => index)).toEqual([0, 1]);
    expect(await picturesOnDisk()).toHaveLength(2);
  });

  it('was killed again and again is given up at last', async () => {
    await using test = await start(false);
    const id = await create(test);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      expect(await leasesOf(test).claim(id)).toMatchObject({ kind: 'claimed', lease: { attempt } });
      await leasesOf(test).expireAll();
    }
    await test.app.get(JobConsumer).start();
    const job = await ended(test, id);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'worker-lost' } });
    expect(test.host.requests).toEqual([]);
  });

  it('was killed while a cancel was asked for ends cancelled', async () => {
    await using test = await start(false);
    const id = await create(test);
    await leasesOf(test).claim(id);
    expect((await test.call('POST', `/api/v1/queue/jobs/${id}/cancel`)).body).toMatchObject({
      status: 'processing',
      cancel_requested: true,
    });
    await test.app.get(JobConsumer).start();
    expect(await ended(test, id)).toMatchObject({ status: 'cancelled' });
    expect(await auditOf(test, id)).toEqual([
      'job.created',
      'job.started',
      'job.cancel-requested',
      'job.cancelled',
    ]);
  });
});

it('resumes from the newest checkpoint of the attempt before', async () => {
  await using test = await start();
  const resumed: (Uint8Array | undefined)[] = [];
  test.host.scripts.push(
    async function* withCheckpoints(_request, { resumeFrom }) {
      resumed.push(resumeFrom);
      yield { type: 'started' };
      yield { type: 'checkpoint', data: new Uint8Array([1]) };
      yield { type: 'checkpoint', data: new Uint8Array([2, 3]) };
      throw new BackendError('unavailable', 'The process ended');
    },
    async function* resuming(request, { resumeFrom }) {
      resumed.push(resumeFrom);
      yield* paint(request);
    },
  );
  expect(await ended(test, await create(test))).toMatchObject({ status: 'completed', attempts: 2 });
  expect(resumed.map((data) => data && [...data])).toEqual([undefined, [2, 3]]);
  await eventually(
    () => readdir(join(base.settings.dataPath, 'checkpoints')),
    (names) => names.length === 0,
  );
});

it.each(['true', 'false'])('asks for previews only where they are shown: PREVIEWS=%s', async (shown) => {
  await using own = await createTestSettings({ PREVIEWS: shown });
  await using test = await startTestApp({}, { base: own });
  const asked: (boolean | undefined)[] = [];
  test.host.scripts.push(async function* asking(request, { previews }) {
    asked.push(previews);
    yield* paint(request);
  });
  await ended(test, await create(test));
  expect(asked).toEqual([shown === 'true']);
});

describe('a lease', () => {
  it('is held by one worker at a time, and what the former one has is not published', async () => {
    await using test = await start(false);
    const id = await create(test);
    test.host.scripts.push(async function* slow(request, { signal }) {
      yield { type: 'started' };
      await leasesOf(test).expireAll();
      expect(await leasesOf(test).claim(id)).toMatchObject({ kind: 'claimed', lease: { attempt: 2 } });
      expect(await leasesOf(test).claim(id)).toEqual({ kind: 'not-available' });
      expect(signal.aborted).toBe(false);
      yield* paint(request);
    });
    await test.app.get(JobConsumer).start();
    // The second holder never works: its lease runs out, and a third attempt makes the picture.
    const job = await ended(test, id);
    expect(job).toMatchObject({ status: 'completed', attempts: 3 });
    expect(await picturesOnDisk()).toHaveLength(1);
    expect((await auditOf(test, job.images[0].id)).length).toBe(1);
  });

  it('lives as long as the work goes on', async () => {
    await using test = await start();
    test.host.scripts.push(workUntilAborted);
    const id = await create(test);
    const leaseUntil = async (): Promise<number> => {
      const job = await test.app.get(DataSource).getRepository(JobEntity).findOneByOrFail({ id });
      return job.leaseUntil ?? 0;
    };
    const first = await eventually(leaseUntil, (until) => until > 0);
    await eventually(leaseUntil, (until) => until > first + 1000);
    await test.call('POST', `/api/v1/queue/jobs/${id}/cancel`);
    expect(await ended(test, id)).toMatchObject({ status: 'cancelled', attempts: 1 });
  });
});

describe('an attempt that fails', () => {
  it('for good ends the job with the reason', async () => {
    await using test = await start();
    test.host.scripts.push(
      failWith(new BackendError('out-of-memory', 'The picture needs 9 GB; 4 GB are free')),
    );
    expect(await ended(test, await create(test))).toMatchObject({
      status: 'failed',
      error: { code: 'out-of-memory', message: 'The picture needs 9 GB; 4 GB are free' },
      attempts: 1,
    });
  });

  it('with an error that may pass is tried again after a while', async () => {
    await using test = await start();
    test.host.scripts.push(failWith(new BackendError('unavailable', 'The process ended')));
    const id = await create(test);
    expect(await ended(test, id)).toMatchObject({ status: 'completed', attempts: 2, error: null });
    expect(await auditOf(test, id)).toContain('job.requeued');
  });

  it('by a bug keeps the inner text to the log', async () => {
    await using test = await start();
    test.host.scripts.push(failWith(new TypeError('secret')));
    const { error } = await ended(test, await create(test));
    expect(error.code).toBe('internal');
    expect(error.message).not.toContain('secret');
  });

  it('by too few pictures is a failure', async () => {
    await using test = await start();
    test.host.scripts.push(async function* lazy() {
      yield { type: 'started' };
      yield { type: 'done' };
    });
    const { status, error } = await ended(test, await create(test));
    expect(status).toBe('failed');
    expect(error.message).toBe('The backend ended with 0 of 1 pictures');
  });

  it.each([
    ['no picture', { kind: 'encoded', mediaType: 'image/png', data: new Uint8Array([1, 2, 3]) }],
    ['too few pixels', { kind: 'raw', width: 8, height: 8, channels: 3, data: new Uint8Array(10) }],
  ] as const)('by %s leaves nothing behind', async (_title, content) => {
    await using test = await start();
    test.host.scripts.push(async function* broken() {
      yield { type: 'started' };
      yield { type: 'image', index: 0, seed: 1n, content, metadata: {} };
      yield { type: 'done' };
    });
    expect(await ended(test, await create(test))).toMatchObject({
      status: 'failed',
      error: { code: 'internal' },
    });
    expect(await picturesOnDisk()).toEqual([]);
  });
});

it('puts warnings on record with job and picture', async () => {
  await using test = await start();
  test.host.scripts.push(async function* warning(request) {
    yield { type: 'started' };
    yield { type: 'warning', code: 'prompt-truncated', message: 'Only 77 tokens are used' };
    yield* paint(request);
  });
  const job = await ended(test, await create(test));
  const warnings = [{ code: 'prompt-truncated', message: 'Only 77 tokens are used' }];
  expect(job.warnings).toEqual(warnings);
  expect(job.images[0].warnings).toEqual(warnings);
  expect(await test.app.get(AuditService, { strict: false }).verify()).toMatchObject({ intact: true });
});

it('does many jobs at once without losing or repeating one', async () => {
  await using test = await start();
  const ids = await Promise.all(Array.from({ length: 25 }, () => create(test, { steps: 1 })));
  const jobs = await Promise.all(ids.map((id) => ended(test, id)));
  expect(jobs.every(({ status, images }) => status === 'completed' && images.length === 1)).toBe(true);
  expect(await picturesOnDisk()).toHaveLength(25);
  expect(await test.app.get(AuditService, { strict: false }).verify()).toMatchObject({ intact: true });
});
