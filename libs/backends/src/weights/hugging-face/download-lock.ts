import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { BackendError } from '@cyberimage/core';

/** How often the holder shows that it is alive, and after how long a silence it counts as gone. */
const REFRESH_MS = 10_000;
const STALE_MS = 60_000;

/**
 * Keeps two processes, also of two machines with one disk, from writing the same parts. A lock is taken over
 * when its process has ended on this machine, or has not been heard of for a minute: in a container that was
 * restarted another process may have its number.
 *
 * @param path of the lock file; its folder is made
 * @throws BackendError `unavailable` while another process holds it
 */
export async function acquireDownloadLock(path: string): Promise<AsyncDisposable> {
  await mkdir(dirname(path), { recursive: true });
  if (await isHeld(path)) throw held();
  await rm(path, { force: true });
  const own = JSON.stringify({ host: hostname(), pid: process.pid });
  // Of two processes that come at once, only one makes the file.
  await writeFile(path, own, { flag: 'wx' }).catch((error: unknown) => {
    throw error instanceof Error && 'code' in error && error.code === 'EEXIST' ? held() : error;
  });
  const refresh = () => void utimes(path, new Date(), new Date()).catch(() => undefined);
  const timer = setInterval(refresh, REFRESH_MS).unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await rm(path, { force: true });
    },
  };
}

async function isHeld(path: string): Promise<boolean> {
  const [found, holder] = await Promise.all([
    stat(path).catch(() => undefined),
    readFile(path, 'utf8').catch(() => ''),
  ]);
  const isFresh = found !== undefined && Date.now() - found.mtimeMs < STALE_MS;
  return isFresh && !hasEnded(holder);
}

/** Whether the holder's process has ended, as far as that can be told from here. */
function hasEnded(holder: string): boolean {
  try {
    const { host, pid } = JSON.parse(holder) as { host: string; pid: number };
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function held(): BackendError {
  const message = 'another process is downloading this model; try again when it is done';
  return new BackendError('unavailable', message);
}
