import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { runMigrations } from './run-migrations.js';

const ATTEMPTS = 6;
const RETRY_DELAY_MS = 500;

/** Connects, with some patience for a server that starts at the same time, and brings the schema up to date. */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  if (options.type === 'better-sqlite3') await mkdir(dirname(options.database), { recursive: true });
  const dataSource = await connect(options);
  try {
    await runMigrations(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

async function connect(options: DataSourceOptions): Promise<DataSource> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await new DataSource(options).initialize();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await delay(RETRY_DELAY_MS);
    }
  }
}
