import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditRecordEntity } from '../audit/audit-record.entity.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { eventually } from '../testing/eventually.js';
import { failWith, paint } from '../testing/fake-backend-host.js';
import { QUEUE_DRIVERS, type QueuedApp } from '../testing/queued-app.js';
import { JobEntity } from './job.entity.js';
import { WaitingJobs } from './waiting-jobs.service.js';

describe.each(QUEUE_DRIVERS)('the queue on its driver $driver', ({ start }) => {
  let test: QueuedApp;

  beforeEach(async () => {
    test = await start();
  });

  afterEach(async () => {
    await test[Symbol.asyncDispose]();
  });

  async function create(prompt: string, steps = 4): Promise<string> {
    const { body } = await test.call('POST', '/api/v1/generate', { model: 'fake', prompt, steps });
    return body.job_id;
  }

  const job = (id: string, action = '', body?: object) =>
    test.call('POST', `/api/v1/queue/jobs/${id}/${action}`, body);

  const reached = (id: string, status: string) =>
    eventually(
      () => test.call('GET', `/api/v1/queue/jobs/${id}`),
      ({ body }) => body.status === status,
    );

  const promptsDone = () => test.host.requests.map(({ parameters }) => parameters['prompt']);

  async function actions(): Promise<string[]> {
    const records = await test.app
      .get(DataSource)
      .getRepository(AuditRecordEntity)
      .find({ order: { sequence: 'ASC' } });
    return records.map(({ action }) => action);
  }

  describe('waiting jobs', () => {
    it('run in the order into which they were moved', async () => {
      const [a, b, c] = [await create('a'), await create('b'), await create('c')];
      expect((await job(c, 'move', { to: 'first' })).body).toMatchObject({ id: c, position: 1 });
      expect((await job(a, 'move', { to: 'after', job_id: b })).body.position).toBe(3);
      await test.consume();
      await reached(a, 'completed');
      expect(promptsDone()).toEqual(['c', 'b', 'a']);
      expect((await actions()).filter((action) => action === 'job.moved')).toHaveLength(2);
    });

    it('are not moved beside what does not wait', async () => {
      const a = await create('a');
      const unknown = '00000000-0000-7000-8000-000000000000';
      expect((await job(a, 'move', { to: 'before', job_id: unknown })).body.errors[0].field).toBe('job_id');
      expect((await job(a, 'move', { to: 'sideways' })).status).toBe(422);
      expect((await job(unknown, 'move', { to: 'first' })).status).toBe(404);
      await job(a, 'cancel');
      expect((await job(a, 'move', { to: 'first' })).status).toBe(409);
    });

    it('whose backend goes fail at once, and can be tried again', async () => {
      const [a, b] = [await create('a'), await create('b')];
      const jobs = test.app.get(WaitingJobs);
      const { backend } = await test.app.get(DataSource).getRepository(JobEntity).findOneByOrFail({ id: a });
      const error = { code: 'unavailable', message: 'the plugin went' } as const;
      const failed = await test.app
        .get(UnitOfWork)
        .run((manager) => jobs.fail(manager, [backend], error, 'somebody'));
      jobs.announce(failed, error);
      expect((await reached(a, 'failed')).body).toMatchObject({ error });
      expect((await actions()).filter((action) => action === 'job.failed')).toHaveLength(2);
      await test.consume();
      expect((await job(b, 'retry')).status).toBeLessThan(300);
      await reached(b, 'completed');
      expect(promptsDone()).toEqual(['b']);
    });

    it('are done as they were edited', async () => {
      const a = await create('a');
      const path = `/api/v1/queue/jobs/${a}`;
      const edited = await test.call('PATCH', path, { prompt: 'new', cfg_scale: 2, width: 101 });
      expect(edited.body).toMatchObject({
        job: { request: { prompt: 'new', guidance_scale: 2, width: 104, steps: 4 }, position: 1 },
        adjustments: [{ field: 'width' }],
      });
      const wrong = await test.call('PATCH', path, { steps: 'x', nonsense: 1 });
      expect(wrong.body.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual([
        'nonsense',
        'steps',
      ]);
      await test.consume();
      await reached(a, 'completed');
      expect(promptsDone()).toEqual(['new']);
      expect((await test.call('PATCH', path, { prompt: 'late' })).status).toBe(409);
    });
  });

  describe('ended jobs', () => {
    it('that failed are tried again in place', async () => {
      test.host.scripts.push(failWith(new Error('broken')));
      const a = await create('a');
      await test.consume();
      await reached(a, 'failed');
      expect((await job(a, 'retry')).body).toMatchObject({ id: a, error: null });
      expect((await reached(a, 'completed')).body).toMatchObject({ attempts: 2, images: [{ index: 0 }] });
      expect((await job(a, 'retry')).status).toBe(409);
      expect(await actions()).toContain('job.retry-requested');
    });

    it('leave the list, one or all; their pictures stay', async () => {
      const [a, b, c] = [await create('a'), await create('b'), await create('c')];
      expect((await test.call('DELETE', `/api/v1/queue/jobs/${a}`)).status).toBe(409);
      await job(c, 'cancel');
      expect((await test.call('DELETE', `/api/v1/queue/jobs/${c}`)).status).toBe(204);
      expect((await test.call('GET', `/api/v1/queue/jobs/${c}`)).status).toBe(404);
      await test.consume();
      await reached(b, 'completed');
      expect((await test.call('POST', '/api/v1/queue/jobs/clear')).body).toEqual({ jobs: 2 });
      expect((await test.call('GET', '/api/v1/queue/jobs')).body.jobs).toEqual([]);
      expect((await test.call('GET', '/api/v1/gallery/images')).body.images).toHaveLength(2);
    });
  });

  describe('a paused lane', () => {
    it('starts nothing until it is resumed, also after a restart of the worker', async () => {
      expect((await test.call('POST', '/api/v1/queue/pause')).body.lanes[0]).toMatchObject({
        id: 'fake',
        name: 'Fake backend',
        paused: true,
      });
      const a = await create('a');
      await test.consume();
      const { body } = await test.call('GET', '/api/v1/queue');
      expect(body).toMatchObject({ pending: 1, processing: 0, lanes: [{ pending: 1, running: [] }] });
      expect(test.host.requests).toEqual([]);
      await test.call('POST', '/api/v1/queue/resume', { lane: 'fake' });
      await reached(a, 'completed');
      expect(await actions()).toEqual(expect.arrayContaining(['lane.paused', 'lane.resumed']));
    });

    it('must exist', async () => {
      const { status, body } = await test.call('POST', '/api/v1/queue/pause', { lane: 'nowhere' });
      expect(status).toBe(422);
      expect(body.errors[0]).toMatchObject({ field: 'lane', value: 'nowhere' });
    });
  });

  it('tells the time left from past runs, and lists jobs by model and backend', async () => {
    const first = await create('first');
    const before = (await test.call('GET', '/api/v1/queue')).body;
    expect(before.seconds_left).toBeNull();
    test.host.scripts.push(async function* slowly(request) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      yield* paint(request);
    });
    await test.consume();
    await reached(first, 'completed');
    await test.call('POST', '/api/v1/queue/pause');
    const [a, b] = [await create('a', 100), await create('b', 100)];
    const left = async (id: string): Promise<number> =>
      (await test.call('GET', `/api/v1/queue/jobs/${id}/status`)).body.seconds_left;
    expect(await left(a)).toBeGreaterThan(0);
    expect(await left(b)).toBeGreaterThan(await left(a));
    expect((await test.call('GET', '/api/v1/queue')).body.seconds_left).toBe(await left(b));
    const listed = async (query: string): Promise<number> =>
      (await test.call('GET', `/api/v1/queue/jobs?${query}`)).body.jobs.length;
    expect(await listed('model=fake&backend=fake&status=pending,completed')).toBe(3);
    expect(await listed('model=other')).toBe(0);
    expect(await listed('backend=other')).toBe(0);
  });
});
