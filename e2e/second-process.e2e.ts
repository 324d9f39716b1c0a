import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './support/port.js';
import { startServer, type Server } from './support/process.js';
import { startRedis, type Redis } from './support/redis.js';
import { hasRedis } from './support/services.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

describe('a second server on one data folder', () => {
  let workspace: Workspace;
  let redis: Redis | undefined;
  const servers: Server[] = [];

  beforeAll(() => {
    workspace = createWorkspace();
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.end()));
    await redis?.stop();
    workspace.remove();
  });

  const start = async (extra: Readonly<Record<string, string>> = {}): Promise<Server> => {
    const server = await startServer({ ...workspace, env: { ...workspace.env, ...extra } }, await freePort());
    servers.push(server);
    return server;
  };

  const endAll = async (signal?: NodeJS.Signals): Promise<void> => {
    await Promise.all(servers.splice(0).map((server) => server.end(signal)));
  };

  it('is refused while the first one does jobs itself, with the folder and its process', async () => {
    const first = await start();
    const refused = start();
    await expect(refused).rejects.toThrow(`process ${first.pid} on `);
    await expect(refused).rejects.toThrow(workspace.env['CONFIG_DATA_PATH']);
    await expect(refused).rejects.toThrow('Stop that one');
    expect((await fetch(`${first.url}/health`)).ok).toBe(true);
    await expect(start({ REDIS_URL: 'redis://127.0.0.1:1' })).rejects.toThrow(`process ${first.pid} on `);
  });

  it('may start when the first one was killed', async () => {
    await endAll('SIGKILL');
    await start();
    await endAll();
  });

  it.skipIf(!hasRedis)('runs beside the first one with Redis, with log files of its own', async () => {
    redis = await startRedis(workspace.folder);
    const env = { REDIS_URL: redis.url };
    const logs = join(workspace.env['CONFIG_DATA_PATH']!, 'logs');
    await start(env);
    const second = await start(env);
    const ownLogs = (): string[] =>
      (existsSync(logs) ? readdirSync(logs) : []).filter((file) => file.startsWith('api-'));
    await expect.poll(ownLogs).toContainEqual(expect.stringMatching(`^api-.*-${second.pid}-app\\.1\\.log$`));
    expect(ownLogs().every((file) => file.includes(`-${second.pid}-`))).toBe(true);
    await expect(start()).rejects.toThrow('processes with REDIS_URL');
  });
});
