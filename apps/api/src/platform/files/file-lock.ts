import Database from 'better-sqlite3';

/** Alone, or beside others that share it. */
export type LockMode = 'exclusive' | 'shared';

/** Kept from being collected: a lock ends with its connection. */
const held = new Set<Database.Database>();

/**
 * Takes a lock that ends with this process, however it ends. Node has none of its own; SQLite has the
 * system's on every platform, and a file that was left by a killed process locks nobody out.
 *
 * @param path of a file for this lock alone
 * @returns undefined while another process, or this one, holds the lock in a way that does not go with `mode`
 */
export function takeFileLock(path: string, mode: LockMode): Disposable | undefined {
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec(mode === 'exclusive' ? 'BEGIN EXCLUSIVE' : 'BEGIN; SELECT count(*) FROM sqlite_master');
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  held.add(database);
  return {
    [Symbol.dispose]: () => {
      held.delete(database);
      database.close();
    },
  };
}
