import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which package was granted something; what was granted before is asked for once more. */
export class GrantsOfPackages1764171204000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE plugins ADD COLUMN granted_to text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE plugins DROP COLUMN granted_to');
  }
}
