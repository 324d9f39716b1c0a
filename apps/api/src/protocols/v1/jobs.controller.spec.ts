import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../testing/eventually.js';
import { failWith, FakeBackendHost, workUntilAborted } from '../../testing/fake-backend-host.js';
import { FAKE_MODEL } from '../../testing/fake-model.js';
import { QUEUE_DRIVERS, type QueuedApp } from '../../testing/queued-app.js';
import type { TestAnswer } from '../../testing/test-app.js';

const JOBS = '/api/v1/queue/jobs';
const UNKNOWN = '00000000-0000-7000-8000-000000000000';

/** Two lanes. */
const hosted = ['fake', 'other'].map((id) => ({ instanceId: id, model: { ...FAKE_MODEL, id } }));

/** Each thing that can be done to a job, with a body that is right. */
const CHANGES = [
  ['POST', '/cancel', undefined],
  ['POST', '/retry', undefined],
  ['POST', '/move', { to: 'first' }],
  ['PATCH', '', { prompt: 'new' }],
  ['DELETE', '', undefined],
] as const;

/** Holds an answer to the one error body of the API. */
function expectProblem({ status, headers, body }: TestAnswer, wanted: object, path: string): void {
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(body).toMatchObject({ ...wanted, instance: path, request_id: headers.get('x-request-id') });
  expect(body.status).toBe(status);
  expect(body.detail).not.toBe('');
}

describe.each(QUEUE_DRIVERS)('jobs over HTTP on the queue driver $driver', ({ start }) => {
  let test: QueuedApp;

  beforeEach(async () => {
    test = await start(new FakeBackendHost(hosted));
  });

  afterEach(async () => {
    await test[Symbol.asyncDispose]();
  });

  async function create(prompt: string, model = 'fake'): Promise<string> {
    const { status, body } = await test.call('POST', '/api/v1/generate', { model, prompt });
    expect(status).toBe(202);
    return body.job_id;
  }

  const job = (id: string): Promise<TestAnswer> => test.call('GET', `${JOBS}/${id}`);

  const reached = (id: string, status: string): Promise<TestAnswer> =>
    eventually(
      () => job(id),
      ({ body }) => body.status === status,
    );

  /** The ids of all pages. */
  async function list(query: string, cursor = ''): Promise<string[]> {
    const { body } = await test.call('GET', `${JOBS}?${query}${cursor}`);
    const ids = body.jobs.map(({ id }: { id: string }) => id);
    return body.next_cursor === null ? ids : [...ids, ...(await list(query, `&cursor=${body.next_cursor}`))];
  }

  it('are listed by status, model and backend, page after page', async () => {
    const [a, b] = [await create('a'), await create('b', 'other')];
    const [c, d, e] = [await create('c'), await create('d'), await create('e', 'other')];
    await test.call('POST', `${JOBS}/${c}/cancel`);
    expect(await list('limit=2')).toEqual([e, d, c, b, a]);
    expect(await list('limit=1&status=pending')).toEqual([e, d, b, a]);
    expect(await list('limit=2&status=pending,cancelled&model=fake')).toEqual([d, c, a]);
    expect(await list('limit=1&backend=other')).toEqual([e, b]);
    expect(await list('status=cancelled&backend=other')).toEqual([]);

    const first = (await test.call('GET', `${JOBS}?limit=2`)).body;
    await create('meanwhile');
    expect(await list('limit=2', `&cursor=${first.next_cursor}`)).toEqual([c, b, a]);
  });

  it('are not listed by what makes no sense, each wrong parameter named', async () => {
    const wrong = await test.call('GET', `${JOBS}?status=done&limit=0&nonsense=1`);
    expectProblem(wrong, { status: 422, type: 'urn:cyberimage:problem:invalid-request' }, JOBS);
    const fields = wrong.body.errors.map(({ field }: { field: string }) => field);
    expect(fields.toSorted()).toEqual(['limit', 'nonsense', 'status']);
    const cursor = await test.call('GET', `${JOBS}?cursor=xyz`);
    expect(cursor.body.errors).toMatchObject([{ field: 'cursor', code: 'invalid-cursor', value: 'xyz' }]);
  });

  it('tell what changes while they live by themselves, too', async () => {
    const [a, b] = [await create('a'), await create('b')];
    const whole = (await job(b)).body;
    expect(whole).toMatchObject({ status: 'pending', model: 'fake', backend: 'fake', position: 2 });
    const { status, cancel_requested, progress, position, seconds_left, error } = whole;
    expect((await test.call('GET', `${JOBS}/${b}/status`)).body).toEqual({
      id: b,
      status,
      cancel_requested,
      progress,
      position,
      seconds_left,
      error,
    });
    await test.consume();
    await reached(b, 'completed');
    expect((await test.call('GET', `${JOBS}/${a}/status`)).body).toMatchObject({
      status: 'completed',
      position: null,
      seconds_left: null,
    });
  });

  it('are cancelled, waiting or running, and asked for twice no otherwise', async () => {
    test.host.scripts.push(workUntilAborted);
    const [a, b] = [await create('a'), await create('b')];
    expect(await test.call('POST', `${JOBS}/${b}/cancel`)).toMatchObject({
      status: 202,
      body: { id: b, status: 'cancelled', position: null },
    });
    await test.consume();
    await reached(a, 'processing');
    const cancelled = await test.call('POST', `${JOBS}/${a}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { id: a, cancel_requested: true } });
    await reached(a, 'cancelled');
    expect((await test.call('POST', `${JOBS}/${a}/cancel`)).status).toBe(202);
    expect(test.host.requests).toHaveLength(1);
  });

  it('that are cancelled and at once tried again, again and again, are done once', async () => {
    const a = await create('a');
    for (let count = 0; count < 5; count++) {
      expect((await test.call('POST', `${JOBS}/${a}/cancel`)).body.status).toBe('cancelled');
      expect((await test.call('POST', `${JOBS}/${a}/retry`)).body.status).toBe('pending');
    }
    await test.consume();
    expect((await reached(a, 'completed')).body).toMatchObject({ attempts: 1, images: [{ index: 0 }] });
    expect(test.host.requests).toHaveLength(1);
  });

  it('wait in another lane when they are edited for another model', async () => {
    const [a, b] = [await create('a'), await create('b')];
    await test.call('POST', '/api/v1/queue/pause', { lane: 'fake' });
    await test.consume();
    const edited = await test.call('PATCH', `${JOBS}/${b}`, { model: 'other' });
    expect(edited).toMatchObject({ status: 200, body: { job: { id: b, backend: 'other', model: 'other' } } });
    await reached(b, 'completed');
    expect((await job(a)).body).toMatchObject({ status: 'pending', position: 1 });
  });

  it('wait while their lane is paused, or all lanes are', async () => {
    const lanes = async (): Promise<object[]> => (await test.call('GET', '/api/v1/queue')).body.lanes;
    await test.call('POST', '/api/v1/queue/pause', { lane: 'other' });
    expect(await lanes()).toMatchObject([
      { id: 'fake', paused: false },
      { id: 'other', paused: true },
    ]);
    await test.consume();
    const [a, b] = [await create('a'), await create('b', 'other')];
    await reached(a, 'completed');
    expect((await job(b)).body.status).toBe('pending');

    await test.call('POST', '/api/v1/queue/pause');
    const c = await create('c');
    expect(await lanes()).toMatchObject([
      { paused: true, pending: 1 },
      { paused: true, pending: 1 },
    ]);
    await test.call('POST', '/api/v1/queue/resume');
    for (const id of [b, c]) await reached(id, 'completed');
  });

  it('wait in no lane of a plugin that is not set up', async () => {
    test.host.states.set('other', 'not-set-up');
    const { body } = await test.call('POST', '/api/v1/queue/pause');
    expect(body.lanes).toMatchObject([{ id: 'fake', paused: true }]);
    test.host.states.set('other', 'ready');
    expect((await test.call('GET', '/api/v1/queue')).body.lanes).toMatchObject([
      { id: 'fake', paused: true },
      { id: 'other', paused: false },
    ]);
  });

  it('refuse what their state does not allow, in one body', async () => {
    test.host.scripts.push(workUntilAborted, failWith(new Error('broken')));
    const [running, failing] = [await create('running'), await create('failing')];
    await test.consume();
    await reached(running, 'processing');
    const conflict = { status: 409, type: 'urn:cyberimage:problem:conflict' };
    for (const [method, path, body] of CHANGES.slice(1)) {
      const answer = await test.call(method, `${JOBS}/${running}${path}`, body);
      expectProblem(answer, conflict, `${JOBS}/${running}${path}`);
      expect(answer.body.detail).toContain('processing');
    }
    await test.call('POST', `${JOBS}/${running}/cancel`);
    await reached(failing, 'failed');
    for (const [method, path, body] of [CHANGES[0], CHANGES[2], CHANGES[3]]) {
      const answer = await test.call(method, `${JOBS}/${failing}${path}`, body);
      expectProblem(answer, conflict, `${JOBS}/${failing}${path}`);
      expect(answer.body.detail).toContain('failed');
    }
  });

  it('that there are not are not found, and what is no id is named', async () => {
    const routes = [['GET', '', undefined], ['GET', '/status', undefined], ...CHANGES] as const;
    for (const [method, path, body] of routes) {
      const missing = await test.call(method, `${JOBS}/${UNKNOWN}${path}`, body);
      const wanted = { status: 404, type: 'urn:cyberimage:problem:not-found' };
      expectProblem(
        missing,
        { ...wanted, detail: `There is no job ${UNKNOWN}` },
        `${JOBS}/${UNKNOWN}${path}`,
      );
      const wrong = await test.call(method, `${JOBS}/x${path}`, body);
      expectProblem(wrong, { status: 422, errors: [{ field: 'id', value: 'x' }] }, `${JOBS}/x${path}`);
    }
  });
});
