import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the owner has decided about plugins; one without a row is as the settings have it. */
export class Plugins1764157700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE plugins (
        id varchar(100) PRIMARY KEY NOT NULL,
        enabled boolean NOT NULL,
        granted text,
        updated_at bigint NOT NULL
      )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE plugins');
  }
}
