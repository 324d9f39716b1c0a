import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Settings that the owner changed while the studio ran; secrets among them are encrypted. */
export class Settings1764150200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE settings (
        name varchar(64) PRIMARY KEY NOT NULL,
        value text NOT NULL,
        updated_at bigint NOT NULL
      )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE settings');
  }
}
