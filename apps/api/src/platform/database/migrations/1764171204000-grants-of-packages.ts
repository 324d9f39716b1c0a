import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which package was granted something (what was granted before is asked for once more), and the settings of the
 * instances that plugins have of their own.
 */
export class GrantsOfPackages1764171204000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE plugins ADD COLUMN granted_to text');
    await runner.query(
      `CREATE TABLE plugin_settings (
        plugin varchar(100) PRIMARY KEY NOT NULL,
        settings text NOT NULL,
        secrets text,
        updated_at bigint NOT NULL
      )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE plugin_settings');
    await runner.query('ALTER TABLE plugins DROP COLUMN granted_to');
  }
}
