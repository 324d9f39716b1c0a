import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource, MixedList } from 'typeorm';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { openDatabase } from '../platform/database/open-database.js';

/** An empty database with the product's schema. */
export interface TestDatabase extends AsyncDisposable {
  readonly dataSource: DataSource;
  /** Another connection to the same database, as another process has it. */
  readonly connectAgain: () => Promise<DataSource>;
}

/** @param databaseUrl of a Postgres; SQLite without it */
export async function openTestDatabase(
  entities: MixedList<Function>,
  databaseUrl?: string,
): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'cyberimage-database-'));
  const open: DataSource[] = [];
  const connectAgain = async (): Promise<DataSource> => {
    const dataSource = await openDatabase(dataSourceOptions({ dataPath: folder, databaseUrl }, entities));
    open.push(dataSource);
    return dataSource;
  };
  return {
    dataSource: await connectAgain(),
    connectAgain,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(open.map((dataSource) => dataSource.destroy()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
