import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models that were added here, and downloads that are not through. */
export class Models1764150100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE added_models (
        id varchar(36) PRIMARY KEY NOT NULL,
        name varchar(100) NOT NULL,
        repo text NOT NULL,
        description text NOT NULL,
        source varchar(32) NOT NULL,
        requires_auth boolean NOT NULL,
        options text NOT NULL,
        created_at bigint NOT NULL,
        updated_at bigint NOT NULL
      )`,
    );
    await runner.query('CREATE UNIQUE INDEX added_models_by_name ON added_models (name)');
    await runner.query(
      `CREATE TABLE model_downloads (
        model text PRIMARY KEY NOT NULL,
        state varchar(16) NOT NULL,
        done_bytes bigint NOT NULL,
        total_bytes bigint NOT NULL,
        error text,
        requested_at bigint NOT NULL
      )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE model_downloads');
    await runner.query('DROP TABLE added_models');
  }
}
