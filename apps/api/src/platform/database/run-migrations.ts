import type { DataSource } from 'typeorm';
import { commitOrRollBack } from './commit-or-roll-back.js';
import { retryTransient } from './retry-transient.js';

/** Any number, as long as nothing else in the same database uses it. */
const POSTGRES_LOCK = 7_296_501;

/** Minutes: another process may be at a large gallery. */
const SQLITE_ATTEMPTS = 20_000;

/**
 * Brings the schema up to date. Of several processes that start together one does so, while the others wait
 * and then find nothing left to do.
 */
export async function runMigrations(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'postgres') await onPostgres(dataSource);
  else await onSqlite(dataSource);
}

/** The lock is held on a connection of its own, and ends with it if this process dies. */
function onPostgres(dataSource: DataSource): Promise<unknown> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [POSTGRES_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
  });
}

/** All migrations are one transaction, whose lock on the file is taken before looking at what is to be done. */
async function onSqlite(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.beforeMigration();
  await retryTransient(() => runner.query('BEGIN IMMEDIATE'), SQLITE_ATTEMPTS);
  await commitOrRollBack(runner, () => dataSource.runMigrations({ transaction: 'none' }));
  await runner.afterMigration();
}
