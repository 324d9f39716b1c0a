import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasRedis } from './support/services.js';
import { useStudio, type Studio } from './support/studio.js';

const KILLS = 10;

/** Long enough that a kill falls into the middle. */
const REQUEST = { prompt: 'a green robot in a neon city at night', steps: 30, width: 320, height: 320 };

/** The picture files under MEDIA_ROOT, thumbnails aside. */
function pictureFiles({ pictures }: Studio): string[] {
  if (!existsSync(pictures)) return [];
  const files = readdirSync(pictures, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && !file.parentPath.includes('thumbnails'))
    .map(({ name }) => name);
}

describe.skipIf(!hasRedis)('a worker that is killed in the middle of a job', () => {
  const studio = useStudio({ withWorker: true, env: { LEASE_SECONDS: '3' } });
  const { client } = studio;

  it(`loses nothing and doubles nothing, ${KILLS} times in a row`, async () => {
    const seeds: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const id = await client.generate({ ...REQUEST, seed: kill });
      await client.waitUntilDenoising(id);
      await studio.killWorker();
      expect((await client.job(id)).status).toBe('processing');
      studio.startWorker();
      const job = await client.waitUntilCompleted(id);
      expect(job.attempts).toBe(2);
      expect(job.images).toHaveLength(1);
      seeds.push(job.images[0]!.seed);
    }
    expect(seeds).toEqual(Array.from({ length: KILLS }, (_, kill) => String(kill)));
    expect(pictureFiles(studio).toSorted()).toHaveLength(KILLS);
  }, 600_000);

  it('ends one job completed although its worker is killed again and again', async () => {
    const before = pictureFiles(studio).length;
    const id = await client.generate({ ...REQUEST, seed: 1000 });
    for (let kill = 0; kill < 3; kill++) {
      await client.waitUntilDenoising(id);
      await studio.killWorker();
      studio.startWorker();
    }
    const job = await client.waitUntilCompleted(id);
    expect(job.images).toHaveLength(1);
    expect(pictureFiles(studio)).toHaveLength(before + 1);
  });

  it('records every attempt in an audit trail whose chain holds', async () => {
    const { valid } = await client.get<{ valid: boolean }>('/api/v1/audit/verify');
    expect(valid).toBe(true);
  });
});

describe('a server with the embedded queue that is killed in the middle of a job', () => {
  const studio = useStudio();
  const { client } = studio;

  it('finishes the job after the next start, with one picture', async () => {
    const id = await client.generate({ ...REQUEST, seed: 5 });
    const waiting = await client.generate({ ...REQUEST, steps: 4, seed: 6 });
    await client.waitUntilDenoising(id);
    await studio.killAndStart();
    expect((await client.waitUntilCompleted(id)).images).toHaveLength(1);
    expect((await client.waitUntilCompleted(waiting)).images).toHaveLength(1);
    expect(pictureFiles(studio)).toHaveLength(2);
  });
});
