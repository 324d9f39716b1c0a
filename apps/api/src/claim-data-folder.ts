import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from './platform/config/settings.js';
import { takeFileLock } from './platform/files/file-lock.js';
import { PROCESS_NAME } from './platform/process-name.js';

const LOCK = 'process.lock';
/** Beside the lock: that file itself cannot be read while it is locked. */
const HOLDER = 'process.txt';
/** A process that is being restarted may still be at its last things. */
const PATIENCE_MS = 5000;
const POLL_MS = 100;

/** Another process works in the data folder, and they would be in each other's way. */
class DataFolderInUse extends Error {
  readonly code = 'DATA_FOLDER_IN_USE';
}

/**
 * Keeps the data folder for this process until it ends. One that does jobs itself is alone there: a second one
 * would take over its jobs. With Redis any number share the folder.
 *
 * @throws DataFolderInUse
 */
export async function claimDataFolder(
  { dataPath, redisUrl }: Pick<Settings, 'dataPath' | 'redisUrl'>,
  patienceMs = PATIENCE_MS,
): Promise<Disposable> {
  mkdirSync(dataPath, { recursive: true });
  const mode = redisUrl === undefined ? 'exclusive' : 'shared';
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const lock = takeFileLock(join(dataPath, LOCK), mode);
    if (lock !== undefined) {
      if (mode === 'exclusive') writeFileSync(join(dataPath, HOLDER), `${PROCESS_NAME}\n`);
      return lock;
    }
    if (performance.now() >= deadline) throw new DataFolderInUse(describeHolder(dataPath));
    await delay(POLL_MS);
  }
}

function describeHolder(dataPath: string): string {
  const shared = takeFileLock(join(dataPath, LOCK), 'shared');
  if (shared !== undefined) {
    shared[Symbol.dispose]();
    return `processes with REDIS_URL work in the data folder ${dataPath}, and this one has none`;
  }
  const [host, pid] = readHolder(dataPath).split(':');
  const name = pid === undefined ? 'another CyberImage' : `CyberImage, process ${pid} on ${host},`;
  return `${name} works in the data folder ${dataPath}`;
}

function readHolder(dataPath: string): string {
  try {
    return readFileSync(join(dataPath, HOLDER), 'utf8').trim();
  } catch {
    return '';
  }
}
