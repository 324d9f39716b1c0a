import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const STALE_MS = 14 * 24 * 3_600_000;

/** Files of the processes that have a name of their own. */
const NAMED_FILE = /^(api|worker|rebuild)-.*\.log$/;

/** Removes log files of processes that have written nothing for two weeks: they are gone, and nobody else does it. */
export function removeStaleLogs(folder: string, now = Date.now()): void {
  for (const file of readdirIfAny(folder).filter((name) => NAMED_FILE.test(name))) {
    const path = join(folder, file);
    // Another process may be at it as well.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && now - stats.mtimeMs > STALE_MS) rmSync(path, { force: true });
  }
}

function readdirIfAny(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
