import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Filters, search and the trash of the gallery. Prompts are searched by FTS5 on SQLite, by a GIN index over a
 * tsvector on Postgres. A trigger fills the FTS table: prompts never change and rows are never removed.
 */
export class Gallery1763700100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS, ...(isPostgres(runner) ? POSTGRES_SEARCH : SQLITE_SEARCH)]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const search = isPostgres(runner)
      ? ['DROP INDEX images_by_text']
      : ['DROP TRIGGER image_text_added', 'DROP TABLE image_text'];
    for (const statement of [...search, ...UNDO_COLUMNS]) await runner.query(statement);
  }
}

const isPostgres = (runner: QueryRunner): boolean => runner.connection.options.type === 'postgres';

const COLUMNS = [
  'ALTER TABLE images ADD COLUMN backend text',
  'ALTER TABLE images ADD COLUMN purged_at bigint',
  'UPDATE images SET backend = (SELECT backend FROM jobs WHERE jobs.id = images.job_id)',
  // What was deleted before there was a trash has no files any more.
  'UPDATE images SET purged_at = deleted_at WHERE deleted_at IS NOT NULL',
  'CREATE INDEX images_by_model ON images (model, created_at, id)',
  'CREATE INDEX images_by_size ON images (size_bytes, id)',
  'CREATE INDEX images_by_deletion ON images (deleted_at)',
];

const UNDO_COLUMNS = [
  'DROP INDEX images_by_deletion',
  'DROP INDEX images_by_size',
  'DROP INDEX images_by_model',
  'ALTER TABLE images DROP COLUMN purged_at',
  'ALTER TABLE images DROP COLUMN backend',
];

const SQLITE_SEARCH = [
  `CREATE VIRTUAL TABLE image_text USING fts5(image_id UNINDEXED, prompt, tokenize = 'unicode61', prefix = '2 3')`,
  'INSERT INTO image_text (image_id, prompt) SELECT id, prompt FROM images',
  `CREATE TRIGGER image_text_added AFTER INSERT ON images BEGIN
     INSERT INTO image_text (image_id, prompt) VALUES (new.id, new.prompt);
   END`,
];

const POSTGRES_SEARCH = [`CREATE INDEX images_by_text ON images USING gin (to_tsvector('simple', prompt))`];
