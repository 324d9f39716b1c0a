import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Named templates for prompts, and whole forms under a name. */
export class Styles1764179300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE styles (
        name varchar(100) PRIMARY KEY NOT NULL,
        prompt text NOT NULL,
        negative_prompt text NOT NULL,
        updated_at bigint NOT NULL
      )`,
    );
    // VALUES is a word of SQL: it stands in quotes wherever TypeORM names it, and here.
    await runner.query(
      `CREATE TABLE form_presets (
        name varchar(100) PRIMARY KEY NOT NULL,
        model text NOT NULL,
        "values" text NOT NULL,
        updated_at bigint NOT NULL
      )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE form_presets');
    await runner.query('DROP TABLE styles');
  }
}
