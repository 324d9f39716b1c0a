import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from './support/client.js';
import { startServer, startWorker, type ProductProcess, type Server } from './support/process.js';
import { startRedis, type Redis } from './support/redis.js';
import { hasRedis } from './support/services.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const KILLS = 10;

/** Long enough that a kill falls into the middle. */
const REQUEST = { prompt: 'a green robot in a neon city at night', steps: 30, width: 320, height: 320 };

/** The picture files under MEDIA_ROOT, thumbnails aside. */
function pictureFiles(workspace: Workspace): string[] {
  const files = readdirSync(join(workspace.folder, 'pictures'), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && !file.parentPath.includes('thumbnails'))
    .map(({ name }) => name);
}

describe.skipIf(!hasRedis)('a worker that is killed in the middle of a job', () => {
  let workspace: Workspace;
  let redis: Redis;
  let server: Server;
  let worker: ProductProcess;
  let client: Client;

  beforeAll(async () => {
    const plain = createWorkspace();
    redis = await startRedis(plain.folder);
    workspace = { ...plain, env: { ...plain.env, REDIS_URL: redis.url, LEASE_SECONDS: '3' } };
    server = await startServer(workspace);
    worker = startWorker(workspace);
    client = new Client(server.url);
  });

  afterAll(async () => {
    await worker.end('SIGKILL');
    await server.end();
    await redis.stop();
    workspace.remove();
  });

  it(`loses nothing and doubles nothing, ${KILLS} times in a row`, async () => {
    const seeds: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const id = await client.generate({ ...REQUEST, seed: kill });
      await client.waitUntilDenoising(id);
      await worker.end('SIGKILL');
      expect((await client.job(id)).status).toBe('processing');
      worker = startWorker(workspace);
      const job = await client.waitUntilCompleted(id);
      expect(job.attempts).toBe(2);
      expect(job.images).toHaveLength(1);
      seeds.push(job.images[0]!.seed);
    }
    expect(seeds).toEqual(Array.from({ length: KILLS }, (_, kill) => String(kill)));
    expect(pictureFiles(workspace).toSorted()).toHaveLength(KILLS);
  }, 600_000);

  it('ends one job completed although its worker is killed again and again', async () => {
    const before = pictureFiles(workspace).length;
    const id = await client.generate({ ...REQUEST, seed: 1000 });
    for (let kill = 0; kill < 3; kill++) {
      await client.waitUntilDenoising(id);
      await worker.end('SIGKILL');
      worker = startWorker(workspace);
    }
    const job = await client.waitUntilCompleted(id);
    expect(job.images).toHaveLength(1);
    expect(pictureFiles(workspace)).toHaveLength(before + 1);
  });

  it('records every attempt in an audit trail whose chain holds', async () => {
    const { valid } = await client.get<{ valid: boolean }>('/api/v1/audit/verify');
    expect(valid).toBe(true);
  });
});

describe('a server with the embedded queue that is killed in the middle of a job', () => {
  it('finishes the job after the next start, with one picture', async () => {
    const workspace = createWorkspace();
    let server = await startServer(workspace);
    const id = await new Client(server.url).generate({ ...REQUEST, seed: 5 });
    const waiting = await new Client(server.url).generate({ ...REQUEST, steps: 4, seed: 6 });
    await new Client(server.url).waitUntilDenoising(id);
    await server.end('SIGKILL');

    server = await startServer(workspace);
    const client = new Client(server.url);
    expect((await client.waitUntilCompleted(id)).images).toHaveLength(1);
    expect((await client.waitUntilCompleted(waiting)).images).toHaveLength(1);
    expect(pictureFiles(workspace)).toHaveLength(2);
    await server.end();
    workspace.remove();
  });
});
