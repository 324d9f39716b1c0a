import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';

const ATTEMPTS = 6;
const RETRY_DELAY_MS = 500;

/**
 * Connects and brings the schema up to date. API and worker may start together on an empty database: the
 * one that comes second fails on tables that exist by then, and finds nothing left to do when it tries again.
 */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  if (options.type === 'better-sqlite3') await mkdir(dirname(options.database), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const dataSource = new DataSource(options);
    try {
      await dataSource.initialize();
      await dataSource.runMigrations({ transaction: 'each' });
      return dataSource;
    } catch (error) {
      if (dataSource.isInitialized) await dataSource.destroy();
      if (attempt === ATTEMPTS) throw error;
      await delay(RETRY_DELAY_MS);
    }
  }
}
