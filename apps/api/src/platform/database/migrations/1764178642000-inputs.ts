import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures that jobs start from, by the SHA-256 of their bytes, and which job refers to which. */
export class Inputs1764178642000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE inputs (
        id varchar(64) PRIMARY KEY NOT NULL,
        media_type text NOT NULL,
        width integer NOT NULL,
        height integer NOT NULL,
        size_bytes integer NOT NULL,
        offered_at bigint NOT NULL
      )`,
    );
    await runner.query('CREATE INDEX inputs_by_time ON inputs (offered_at)');
    await runner.query(
      `CREATE TABLE input_uses (
        job_id varchar(36) NOT NULL,
        input_id varchar(64) NOT NULL REFERENCES inputs (id),
        PRIMARY KEY (job_id, input_id)
      )`,
    );
    await runner.query('CREATE INDEX input_uses_by_input ON input_uses (input_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE input_uses');
    await runner.query('DROP TABLE inputs');
  }
}
