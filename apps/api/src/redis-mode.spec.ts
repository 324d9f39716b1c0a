import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobConsumer } from './generation/job-consumer.service.js';
import { ServerEntity } from './servers/server.entity.js';
import { eventually } from './testing/eventually.js';
import { FakeBackendHost, workUntilAborted } from './testing/fake-backend-host.js';
import { isRedisMissing, startRedisServer, type RedisServer } from './testing/redis-server.js';
import { startTestApp, type TestApp } from './testing/test-app.js';
import { createTestSettings, type TestSettings } from './testing/test-settings.js';
import { startTestWorker } from './testing/test-worker.js';

describe.skipIf(isRedisMissing())('with Redis, an API process and a worker', () => {
  let redis: RedisServer;
  let base: TestSettings;
  let api: TestApp;
  const workerHost = new FakeBackendHost();
  let worker: TestingModule;

  beforeAll(async () => {
    redis = await startRedisServer();
    base = await createTestSettings({ REDIS_URL: redis.url, LEASE_SECONDS: '2' });
    api = await startTestApp({}, { base, consume: false });
    worker = await startTestWorker(base.settings, workerHost);
  });

  afterAll(async () => {
    await worker.close();
    await api[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
    await base[Symbol.asyncDispose]();
  });

  async function create(): Promise<string> {
    const { body } = await api.call('POST', '/api/v1/generate', { model: 'fake', prompt: 'x' });
    return body.job_id;
  }

  const reached = (id: string, status: string) =>
    eventually(
      () => api.call('GET', `/api/v1/queue/jobs/${id}`),
      ({ body }) => body.status === status,
    );

  it('the worker makes the picture that the API serves', async () => {
    const { body: job } = await reached(await create(), 'completed');
    expect(api.host.requests).toEqual([]);
    const picture = await fetch(`${api.url}${job.images[0].url}`);
    expect(picture.status).toBe(200);
    expect((await picture.arrayBuffer()).byteLength).toBe(job.images[0].bytes);
    expect((await api.call('GET', '/api/v1/audit/verify')).body.valid).toBe(true);
  });

  it('progress and previews reach the API, and a cancel the worker', async () => {
    workerHost.scripts.push(workUntilAborted);
    const id = await create();
    const { body: job } = await eventually(
      () => api.call('GET', `/api/v1/queue/jobs/${id}`),
      ({ body }) => body.preview_url !== null,
    );
    expect(job.progress).toMatchObject({ phase: 'denoise', step: 1, of: 10 });
    const preview = await fetch(`${api.url}${job.preview_url}`);
    expect([...new Uint8Array(await preview.arrayBuffer())]).toEqual([1, 2, 3]);
    await api.call('POST', `/api/v1/queue/jobs/${id}/cancel`);
    expect((await reached(id, 'cancelled')).body.images).toEqual([]);
  });

  it('the worker follows the servers on record', async () => {
    const now = Date.now();
    const server = { id: 'forge-1', alias: 'attic', plugin: 'forge', settings: {}, secrets: null };
    const servers = api.app.get(DataSource).getRepository(ServerEntity);
    await servers.insert({ ...server, enabled: true, createdAt: now, updatedAt: now });
    await eventually(
      async () => workerHost.instances,
      (known) => known.some(({ alias }) => alias === 'attic'),
    );
    await servers.delete({ id: server.id });
    await eventually(
      async () => workerHost.instances,
      (known) => known.length === 0,
    );
  });

  it('a worker that stops leaves its job to the next one', async () => {
    workerHost.scripts.push(workUntilAborted);
    const id = await create();
    await reached(id, 'processing');
    await worker.get(JobConsumer).stop();
    await worker.close();
    expect((await reached(id, 'pending')).body.attempts).toBe(0);
    worker = await startTestWorker(base.settings, new FakeBackendHost());
    expect((await reached(id, 'completed')).body.attempts).toBe(1);
  });
});
