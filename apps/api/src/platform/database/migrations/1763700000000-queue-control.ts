import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lanes that an owner paused, and retries on demand. */
export class QueueControl1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE paused_lanes (lane text PRIMARY KEY NOT NULL, paused_at bigint NOT NULL)',
    );
    await runner.query('ALTER TABLE jobs ADD COLUMN attempts_forgiven integer NOT NULL DEFAULT 0');
    await runner.query('CREATE INDEX jobs_by_lane ON jobs (backend, status, priority, position)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX jobs_by_lane');
    await runner.query('ALTER TABLE jobs DROP COLUMN attempts_forgiven');
    await runner.query('DROP TABLE paused_lanes');
  }
}
