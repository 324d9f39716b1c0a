import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  isPostgresMissing,
  startPostgresServer,
  type PostgresServer,
} from '../apps/api/src/testing/postgres-server.js';
import { freePort } from './support/port.js';
import { startServer, startWorker, type ProductProcess } from './support/process.js';
import { startRedis, type Redis } from './support/redis.js';
import { hasRedis } from './support/services.js';
import { waitFor } from './support/wait-for.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

describe.skipIf(!hasRedis)('processes that start together', () => {
  const started: ProductProcess[] = [];
  const workspaces: Workspace[] = [];
  let services: Workspace;
  let redis: Redis;

  beforeAll(async () => {
    services = createWorkspace();
    redis = await startRedis(services.folder);
  });

  afterAll(async () => {
    await Promise.all(started.map((process) => process.end()));
    await redis.stop();
    for (const workspace of [services, ...workspaces]) workspace.remove();
  });

  async function startAll(database: Readonly<Record<string, string>>): Promise<void> {
    const workspace = createWorkspace({ REDIS_URL: redis.url, ...database });
    workspaces.push(workspace);
    const workers = Array.from({ length: 3 }, () => startWorker(workspace));
    started.push(...workers);
    const port = await freePort();
    const server = await startServer(workspace, port);
    started.push(server);
    for (const worker of workers) {
      await waitFor(
        () => `the worker; it wrote:\n${worker.output()}`,
        () => worker.output().includes('The worker takes jobs') || undefined,
      );
    }
    for (const process of [server, ...workers]) {
      expect(process.output()).not.toMatch(/Migration|duplicate|locked/);
    }
    const { valid } = (await (await fetch(`${server.url}/api/v1/audit/verify`)).json()) as { valid: boolean };
    expect(valid).toBe(true);
  }

  it('on an empty data folder all come up', () => startAll({}));

  describe.skipIf(isPostgresMissing())('on an empty Postgres', () => {
    let postgres: PostgresServer;

    beforeAll(async () => {
      postgres = await startPostgresServer();
    });

    afterAll(async () => {
      await Promise.all(started.splice(0).map((process) => process.end()));
      await postgres[Symbol.asyncDispose]();
    });

    it('all come up', () => startAll({ DATABASE_URL: postgres.url }));
  });
});
