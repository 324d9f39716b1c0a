import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { chooseRequestId } from './request-id.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

it.each(['a', 'trace-1.2_3', 'Root=1-5759e988-bd86', 'x'.repeat(128)])('takes the id %s', (id) => {
  expect(chooseRequestId({ headers: { 'x-request-id': id } })).toBe(id);
});

it.each(['', 'two words', 'a"b', 'ä', 'x'.repeat(129), undefined])('makes one instead of %s', (id) => {
  expect(chooseRequestId({ headers: id === undefined ? {} : { 'x-request-id': id } })).toMatch(UUID);
});

describe('a request', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ CORS_ORIGINS: 'http://studio.example' });
  });

  afterAll(async () => test[Symbol.asyncDispose]());

  const send = async (path: string, id?: string, body?: object) =>
    fetch(`${test.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        origin: 'http://studio.example',
        ...(id !== undefined && { 'x-request-id': id }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('is answered with its id, which pages of other origins may read', async () => {
    const { headers } = await send('/health', 'mine');
    expect(headers.get('x-request-id')).toBe('mine');
    expect(headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect((await send('/health')).headers.get('x-request-id')).toMatch(UUID);
  });

  it.each([
    ['/api/v1/queue/jobs/x', undefined, 422],
    ['/api/v1/nothing', undefined, 404],
    ['/api/v1/generate', { steps: 'many' }, 422],
  ] as const)('that fails has it in the problem: %s', async (path, body, status) => {
    const answer = await send(path, 'mine', body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, request_id: 'mine' });
  });

  it('that is malformed has one too', async () => {
    const { hostname, port } = new URL(test.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.end('GET /api/%zz HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^x-request-id: mine\r$/im);
    expect(answer).toContain('"request_id":"mine"');
  });

  it('stands in the job and in every record that comes of it, and no other', async () => {
    const answer = await send('/api/v1/generate', 'the-first', { model: 'fake', prompt: 'x' });
    const { job_id: id } = (await answer.json()) as { job_id: string };
    const second = await send('/api/v1/generate', 'the-second', { model: 'fake', prompt: 'y' });
    const { job_id: other } = (await second.json()) as { job_id: string };
    for (const job of [id, other]) {
      await eventually(
        () => test.call('GET', `/api/v1/queue/jobs/${job}`),
        ({ body }) => body.status === 'completed',
      );
    }
    expect((await test.call('GET', `/api/v1/queue/jobs/${id}`)).body.request_id).toBe('the-first');
    const { body } = await test.call('GET', '/api/v1/audit?request_id=the-first');
    expect(body.records.map(({ action }: { action: string }) => action).toReversed()).toEqual([
      'job.created',
      'job.started',
      'image.created',
      'job.completed',
    ]);
    const subjects = body.records.filter(
      ({ subject_type }: { subject_type: string }) => subject_type === 'job',
    );
    expect(new Set(subjects.map(({ subject_id }: { subject_id: string }) => subject_id))).toEqual(
      new Set([id]),
    );
    const { body: csv } = { body: await (await send('/api/v1/audit/export?format=csv')).text() };
    expect(csv).toMatch(new RegExp(`job.created,job,${id},the-first,`));
  });

  it("is known to OpenAI's client by its id", async () => {
    const client = new OpenAI({ baseURL: `${test.url}/v1`, apiKey: 'any', maxRetries: 0 });
    const failing = client.images.generate(
      { model: 'nobody', prompt: 'x' },
      { headers: { 'x-request-id': 'mine' } },
    );
    await expect(failing).rejects.toMatchObject({ requestID: 'mine' });
  });
});
