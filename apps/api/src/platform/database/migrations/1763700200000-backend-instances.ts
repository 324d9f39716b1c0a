import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The backend instances that the owner has added; `secrets` is encrypted. */
export class BackendInstances1763700200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE backend_instances (
        id varchar(64) PRIMARY KEY NOT NULL,
        alias varchar(64) NOT NULL,
        plugin varchar(100) NOT NULL,
        settings text NOT NULL,
        secrets text,
        enabled boolean NOT NULL,
        created_at bigint NOT NULL,
        updated_at bigint NOT NULL
      )`,
    );
    await runner.query('CREATE UNIQUE INDEX backend_instances_by_alias ON backend_instances (alias)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE backend_instances');
  }
}
