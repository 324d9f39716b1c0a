import { join } from 'node:path';
import type { DataSourceOptions, MixedList } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { InitialSchema1763600000000 } from './migrations/1763600000000-initial-schema.js';
import { QueueControl1763700000000 } from './migrations/1763700000000-queue-control.js';
import { Gallery1763700100000 } from './migrations/1763700100000-gallery.js';
import { BackendInstances1763700200000 } from './migrations/1763700200000-backend-instances.js';
import { ImportedImages1764112345607 } from './migrations/1764112345607-imported-images.js';
import { Models1764150100000 } from './migrations/1764150100000-models.js';
import { Inputs1764178642000 } from './migrations/1764178642000-inputs.js';
import { Settings1764150200000 } from './migrations/1764150200000-settings.js';
import { Styles1764179300000 } from './migrations/1764179300000-styles.js';
import { GrantsOfPackages1764171204000 } from './migrations/1764171204000-grants-of-packages.js';
import { Plugins1764157700000 } from './migrations/1764157700000-plugins.js';
import { RequestIds1764193471000 } from './migrations/1764193471000-request-ids.js';

const MIGRATIONS = [
  InitialSchema1763600000000,
  QueueControl1763700000000,
  Gallery1763700100000,
  BackendInstances1763700200000,
  ImportedImages1764112345607,
  Models1764150100000,
  Inputs1764178642000,
  Settings1764150200000,
  Plugins1764157700000,
  GrantsOfPackages1764171204000,
  Styles1764179300000,
  RequestIds1764193471000,
];

/** Keeps SQLite from blocking the event loop for long; the unit of work waits asynchronously instead. */
const SQLITE_BUSY_TIMEOUT_MS = 20;

/** SQLite in the data folder, or Postgres when `DATABASE_URL` names one. */
export function dataSourceOptions(
  settings: Pick<Settings, 'dataPath' | 'databaseUrl'>,
  entities: MixedList<Function>,
): DataSourceOptions {
  const common = { entities, migrations: MIGRATIONS };
  if (settings.databaseUrl !== undefined) {
    return { ...common, type: 'postgres', url: settings.databaseUrl };
  }
  return {
    ...common,
    type: 'better-sqlite3',
    database: join(settings.dataPath, 'cyberimage.db'),
    enableWAL: true,
    timeout: SQLITE_BUSY_TIMEOUT_MS,
    prepareDatabase: (database: { pragma(statement: string): unknown }) => {
      // With NORMAL, WAL may lose the newest commits on a power cut: an acknowledged job must not be lost.
      database.pragma('synchronous = FULL');
    },
  };
}
