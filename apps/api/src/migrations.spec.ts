import type { DataSource, MigrationInterface } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuditRecordEntity } from './audit/audit-record.entity.js';
import { FolderImportEntity } from './gallery/import/folder-import.entity.js';
import { ImageEntity } from './gallery/image.entity.js';
import { JobEntity } from './generation/job.entity.js';
import { PausedLaneEntity } from './generation/paused-lane.entity.js';
import { InputUseEntity } from './inputs/input-use.entity.js';
import { InputEntity } from './inputs/input.entity.js';
import { AddedModelEntity } from './library/added-model.entity.js';
import { ModelDownloadEntity } from './library/model-download.entity.js';
import { ServerEntity } from './servers/server.entity.js';
import { FormPresetEntity } from './prompts/form-preset.entity.js';
import { StyleEntity } from './prompts/style.entity.js';
import { SettingEntity } from './settings/setting.entity.js';
import { isPostgresMissing, startPostgresServer, type PostgresServer } from './testing/postgres-server.js';
import { openTestDatabase } from './testing/test-database.js';

const ENTITIES = [
  InputEntity,
  InputUseEntity,
  AddedModelEntity,
  AuditRecordEntity,
  FolderImportEntity,
  ImageEntity,
  JobEntity,
  ModelDownloadEntity,
  PausedLaneEntity,
  ServerEntity,
  FormPresetEntity,
  SettingEntity,
  StyleEntity,
];

async function undoAll(dataSource: DataSource): Promise<void> {
  for (const _migration of dataSource.migrations) await dataSource.undoLastMigration();
}

const numberOf = ({ constructor }: MigrationInterface): number => Number(constructor.name.slice(-13));

afterEach(() => vi.restoreAllMocks());

function describeMigrations(name: string, databaseUrl: () => string | undefined): void {
  describe(`the migrations on ${name}`, () => {
    it('make the columns that the entities have', async () => {
      await using database = await openTestDatabase(ENTITIES, databaseUrl());
      const runner = database.dataSource.createQueryRunner();
      for (const { tableName, columns } of database.dataSource.entityMetadatas) {
        const table = await runner.getTable(tableName);
        const made = (table?.columns ?? []).map(
          ({ name: column, isNullable }) => [column, isNullable] as const,
        );
        const declared = columns.map(({ databaseName, isNullable }) => [databaseName, isNullable] as const);
        expect(Object.fromEntries(made), tableName).toEqual(Object.fromEntries(declared));
      }
      await runner.release();
    });

    it('can be undone and done again', async () => {
      await using database = await openTestDatabase(ENTITIES, databaseUrl());
      const { dataSource } = database;
      await undoAll(dataSource);
      expect(await dataSource.createQueryRunner().hasTable('jobs')).toBe(false);
      await dataSource.runMigrations();
      expect(await dataSource.getRepository(JobEntity).count()).toBe(0);
    });

    it('are run once when several processes start on an empty database', async () => {
      await using database = await openTestDatabase(ENTITIES, databaseUrl());
      await undoAll(database.dataSource);
      await database.dataSource.query('DROP TABLE migrations');
      const started = await Promise.all(Array.from({ length: 5 }, () => database.connectAgain()));
      for (const dataSource of started) expect(await dataSource.getRepository(JobEntity).count()).toBe(0);
      const run: { name: string }[] = await database.dataSource.query('SELECT name FROM migrations');
      const known = database.dataSource.migrations.map(
        (migration) => migration.name ?? migration.constructor.name,
      );
      expect(run.map((row) => row.name).toSorted()).toEqual(known.toSorted());
    });

    it('leave nothing half done when one of them fails', async () => {
      await using database = await openTestDatabase(ENTITIES, databaseUrl());
      const { dataSource } = database;
      await dataSource.undoLastMigration();
      const last = dataSource.migrations.toSorted((a, b) => numberOf(a) - numberOf(b)).at(-1)!;
      const up = vi.spyOn(Object.getPrototypeOf(last) as MigrationInterface, 'up');
      up.mockImplementationOnce(async (runner) => {
        await runner.query('CREATE TABLE half_done (id integer)');
        throw new Error('the disk is full');
      });
      vi.spyOn(console, 'log').mockReturnValue();
      await expect(database.connectAgain()).rejects.toThrow('the disk is full');
      expect(await dataSource.createQueryRunner().hasTable('half_done')).toBe(false);
      await database.connectAgain();
    });
  });
}

describeMigrations('SQLite', () => undefined);

describe.skipIf(isPostgresMissing())('with Postgres', () => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await startPostgresServer();
  });

  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  describeMigrations('Postgres', () => postgres.url);
});
