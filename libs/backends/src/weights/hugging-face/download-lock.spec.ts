import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireDownloadLock } from './download-lock.js';

describe('the lock of a download', () => {
  let folder = '';
  let path = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'));
    path = join(folder, 'owner/name.lock');
  });

  afterEach(() => rm(folder, { recursive: true }));

  const hold = async (host: string, pid: number, ageSeconds = 0) => {
    const lock = await acquireDownloadLock(path);
    await writeFile(path, JSON.stringify({ host, pid }));
    const then = Date.now() / 1000 - ageSeconds;
    await utimes(path, then, then);
    return lock;
  };

  it('is held by one at a time, and is gone afterwards', async () => {
    const first = await acquireDownloadLock(path);
    await expect(acquireDownloadLock(path)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await first[Symbol.asyncDispose]();
    expect(existsSync(path)).toBe(false);
    await (await acquireDownloadLock(path))[Symbol.asyncDispose]();
  });

  it('is respected on another machine while its holder is heard of', async () => {
    await using _fresh = await hold('another-host', 1, 30);
    await expect(acquireDownloadLock(path)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it.each([
    ['has been silent for long', 'another-host', 1, 120],
    ['has another process with its number', hostname(), process.pid, 120],
    ['has ended', hostname(), spawnSync('true').pid, 0],
  ])('is taken over from a holder that %s', async (_case, host, pid, ageSeconds) => {
    await using _left = await hold(host, pid, ageSeconds);
    await using _own = await acquireDownloadLock(path);
    await expect(acquireDownloadLock(path)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
