import { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { AuditRecordEntity } from '../audit/audit-record.entity.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { JobCreator } from './job-creator.service.js';
import { JobEditor } from './job-editor.service.js';
import { JobEntity } from './job.entity.js';

const PHONE = 'client:192.168.1.20';
const MINUTE_MS = 60_000;

const creating = (test: TestApp) => async (actor: string) =>
  test.app.get(JobCreator).create({ prompt: 'x' }, actor);

const ended = (test: TestApp, id: string, status: 'completed' | 'failed') =>
  test.app.get(DataSource).getRepository(JobEntity).update({ id }, { status });

it('holds an address to two jobs at once, until one is done', async () => {
  await using test = await startTestApp({}, { consume: false });
  const create = creating(test);
  const { job } = await create(PHONE);
  await create(PHONE);
  await expect(create(PHONE)).rejects.toMatchObject({
    code: 'rate-limited',
    detail: expect.stringContaining('2 at once are open to each address'),
    retryAfterSeconds: 5,
  });
  await create('client:192.168.1.21');
  for (let count = 0; count < 3; count++) await create('client:127.0.0.1');

  await ended(test, job.id, 'completed');
  await create(PHONE);
});

it('holds an address to so many generations within any hour, tries again included', async () => {
  const limits = { GENERATIONS_AT_ONCE: '0', GENERATIONS_PER_HOUR: '2' };
  await using test = await startTestApp(limits, { consume: false });
  const create = creating(test);
  const trail = test.app.get(DataSource).getRepository(AuditRecordEntity);
  const { job } = await create(PHONE);
  const { time } = await trail.findOneByOrFail({ subjectId: job.id });
  await trail.update({ subjectId: job.id }, { time: time - 40 * MINUTE_MS });
  await ended(test, job.id, 'failed');
  await test.app.get(JobEditor).retry(job.id, PHONE);
  const refusal = await create(PHONE).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: 'rate-limited',
    detail: expect.stringContaining('2 generations an'),
  });
  const { retryAfterSeconds } = refusal as { retryAfterSeconds: number };
  expect(retryAfterSeconds).toBeGreaterThan(19 * 60);
  expect(retryAfterSeconds).toBeLessThanOrEqual(20 * 60);
  await ended(test, job.id, 'failed');
  await expect(test.app.get(JobEditor).retry(job.id, PHONE)).rejects.toMatchObject({ code: 'rate-limited' });

  await trail.update({ subjectId: job.id, action: 'job.created' }, { time: time - 61 * MINUTE_MS });
  await create(PHONE);
});

it('does not count what was refused', async () => {
  await using test = await startTestApp({ GENERATIONS_PER_HOUR: '1' }, { consume: false });
  for (let count = 0; count < 3; count++) {
    await expect(test.app.get(JobCreator).create({ steps: 'many' }, PHONE)).rejects.toMatchObject({
      code: 'invalid-request',
    });
  }
  await creating(test)(PHONE);
});

it('lets any number in where the limits are 0', async () => {
  const limits = { GENERATIONS_AT_ONCE: '0', GENERATIONS_PER_HOUR: '0' };
  await using test = await startTestApp(limits, { consume: false });
  for (let count = 0; count < 4; count++) await creating(test)(PHONE);
});

it('takes the address from a proxy that is trusted, and leaves reading free', async () => {
  const limits = { TRUSTED_PROXIES: '127.0.0.1', GENERATIONS_PER_HOUR: '1' };
  await using test = await startTestApp(limits, { consume: false });
  const send = async (path: string, address: string, method = 'POST') =>
    fetch(`${test.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      ...(method === 'POST' && { body: JSON.stringify({ prompt: 'x' }) }),
    });
  expect((await send('/api/v1/generate', '10.0.0.1')).status).toBe(202);
  for (const path of ['/api/v1/generate', '/api/generate', '/api/v1/%67enerate', '/v1/images/generations']) {
    const refused = await send(path, '10.0.0.1');
    expect(refused.status, path).toBe(429);
    expect(Number(refused.headers.get('retry-after')), path).toBeGreaterThan(3590);
  }
  expect((await send('/api/v1/queue/jobs', '10.0.0.1', 'GET')).status).toBe(200);
  expect((await send('/api/v1/generate', '10.0.0.2')).status).toBe(202);
});

it('believes no proxy unasked', async () => {
  await using test = await startTestApp({ GENERATIONS_PER_HOUR: '1' }, { consume: false });
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': '10.0.0.1' };
  const body = JSON.stringify({ prompt: 'x' });
  for (let count = 0; count < 2; count++) {
    const { status } = await fetch(`${test.url}/api/v1/generate`, { method: 'POST', headers, body });
    expect(status).toBe(202);
  }
});
