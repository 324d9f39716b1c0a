import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { BackendError } from '@cyberimage/core';

/**
 * Keeps two processes from writing the same parts. A lock whose process has ended on this machine is taken
 * over.
 *
 * @param path of the lock file; its folder is made
 * @throws BackendError `unavailable` while another process holds it
 */
export async function acquireDownloadLock(path: string): Promise<AsyncDisposable> {
  await mkdir(dirname(path), { recursive: true });
  const own = JSON.stringify({ host: hostname(), pid: process.pid });
  const holder = await readFile(path, 'utf8').catch(() => undefined);
  if (holder !== undefined && !isLeft(holder)) {
    const message = 'another process is downloading this model; try again when it is done';
    throw new BackendError('unavailable', message);
  }
  if (holder !== undefined) await rm(path, { force: true });
  // Of two processes that come at once, only one makes the file.
  await writeFile(path, own, { flag: 'wx' });
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

function isLeft(holder: string): boolean {
  try {
    const { host, pid } = JSON.parse(holder) as { host: string; pid: number };
    if (host !== hostname() || pid === process.pid) return host === hostname();
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Whoever was cut off while writing it is gone; a process of another user is not (EPERM).
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
}
