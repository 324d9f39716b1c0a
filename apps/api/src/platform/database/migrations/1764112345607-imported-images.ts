import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Pictures that were brought in have no job, and maybe no seed. `place` orders pictures by date with one
 * number; on SQLite it is the row's number in the full-text table too, so that a search comes in that order
 * without being sorted. Indexes hold only what the gallery shows.
 */
export class ImportedImages1764112345607 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = isPostgres(runner)
      ? [...dropped(OLD_INDEXES), ...POSTGRES_COLUMNS, ...INDEXES]
      : [...dropped(SQLITE_SEARCH_OBJECTS), ...rebuilt(NEW_TABLE, TO_NEW), ...INDEXES, ...SQLITE_SEARCH];
    for (const statement of [...statements, FOLDER_IMPORTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = isPostgres(runner)
      ? [...dropped(NEW_INDEXES), ...UNDO_POSTGRES_COLUMNS, ...UNDO_INDEXES]
      : [
          ...dropped(SQLITE_SEARCH_OBJECTS),
          ...rebuilt(OLD_TABLE, TO_OLD),
          ...UNDO_INDEXES,
          ...UNDO_SQLITE_SEARCH,
        ];
    for (const statement of [...statements, 'DROP TABLE folder_imports']) await runner.query(statement);
  }
}

const isPostgres = (runner: QueryRunner): boolean => runner.connection.options.type === 'postgres';

const dropped = (objects: readonly string[]): string[] => objects.map((object) => `DROP ${object}`);

/** SQLite can't take NOT NULL off a column: the table is made anew. Its indexes and triggers go with it. */
const rebuilt = (columns: string, values: string): string[] => [
  `CREATE TABLE images_new (${columns})`,
  `INSERT INTO images_new SELECT ${values} FROM images`,
  'DROP TABLE images',
  'ALTER TABLE images_new RENAME TO images',
];

const KEPT_COLUMNS = `file text NOT NULL,
  thumbnail text NOT NULL,
  media_type text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  size_bytes integer NOT NULL,
  sha256 varchar(64) NOT NULL`;

const NEW_TABLE = `
  id varchar(36) PRIMARY KEY NOT NULL,
  place bigint NOT NULL,
  job_id varchar(36),
  job_index integer,
  ${KEPT_COLUMNS},
  seed varchar(20),
  model text NOT NULL,
  backend text,
  prompt text NOT NULL,
  parameters text NOT NULL,
  warnings text,
  source_name text,
  generation_seconds float,
  favourite boolean NOT NULL DEFAULT (0),
  created_at bigint NOT NULL,
  deleted_at bigint,
  purged_at bigint`;

const PLACE = 'created_at * 1024 + row_number() OVER (PARTITION BY created_at ORDER BY id) - 1';

const TO_NEW = `id, ${PLACE}, job_id, job_index, file, thumbnail, media_type, width, height, size_bytes, sha256,
  seed, model, backend, prompt, parameters, warnings, NULL, generation_seconds, favourite, created_at,
  deleted_at, purged_at`;

const OLD_TABLE = `
  id varchar(36) PRIMARY KEY NOT NULL,
  job_id varchar(36) NOT NULL,
  job_index integer NOT NULL,
  ${KEPT_COLUMNS},
  seed varchar(20) NOT NULL,
  model text NOT NULL,
  prompt text NOT NULL,
  parameters text NOT NULL,
  warnings text,
  generation_seconds float,
  favourite boolean NOT NULL DEFAULT (0),
  created_at bigint NOT NULL,
  deleted_at bigint,
  backend text,
  purged_at bigint`;

const TO_OLD = `id, coalesce(job_id, id), coalesce(job_index, 0), file, thumbnail, media_type, width, height,
  size_bytes, sha256, coalesce(seed, '0'), model, prompt, parameters, warnings, generation_seconds, favourite,
  created_at, deleted_at, backend, purged_at`;

const POSTGRES_COLUMNS = [
  'ALTER TABLE images ALTER COLUMN job_id DROP NOT NULL',
  'ALTER TABLE images ALTER COLUMN job_index DROP NOT NULL',
  'ALTER TABLE images ALTER COLUMN seed DROP NOT NULL',
  'ALTER TABLE images ADD COLUMN source_name text',
  'ALTER TABLE images ADD COLUMN place bigint',
  `UPDATE images SET place = numbered.place FROM (SELECT id, ${PLACE} AS place FROM images) AS numbered
   WHERE numbered.id = images.id`,
  'ALTER TABLE images ALTER COLUMN place SET NOT NULL',
];

const UNDO_POSTGRES_COLUMNS = [
  `UPDATE images SET job_id = coalesce(job_id, id), job_index = coalesce(job_index, 0), seed = coalesce(seed, '0')`,
  'ALTER TABLE images ALTER COLUMN job_id SET NOT NULL',
  'ALTER TABLE images ALTER COLUMN job_index SET NOT NULL',
  'ALTER TABLE images ALTER COLUMN seed SET NOT NULL',
  'ALTER TABLE images DROP COLUMN place',
  'ALTER TABLE images DROP COLUMN source_name',
];

const OLD_INDEXES = ['images_by_job', 'images_by_creation', 'images_by_model', 'images_by_size'].map(
  (name) => `INDEX ${name}`,
);

const IN_GALLERY = 'WHERE deleted_at IS NULL';

const INDEXES = [
  'CREATE UNIQUE INDEX images_by_place ON images (place)',
  'CREATE UNIQUE INDEX images_by_job ON images (job_id, job_index)',
  'CREATE INDEX images_by_hash ON images (sha256)',
  'CREATE INDEX images_by_run ON images (backend, model, created_at)',
  `CREATE INDEX images_in_gallery ON images (place) ${IN_GALLERY}`,
  `CREATE INDEX images_by_model ON images (model, place) ${IN_GALLERY}`,
  `CREATE INDEX images_by_backend ON images (backend, place) ${IN_GALLERY}`,
  `CREATE INDEX images_by_favourite ON images (favourite, place) ${IN_GALLERY}`,
  `CREATE INDEX images_by_size ON images (size_bytes, place) ${IN_GALLERY}`,
  `CREATE INDEX images_by_edges ON images (width, height, place) ${IN_GALLERY}`,
  'CREATE INDEX images_in_trash ON images (place) WHERE deleted_at IS NOT NULL AND purged_at IS NULL',
  // Of the earlier schema; on SQLite it went with the old table.
  'CREATE INDEX IF NOT EXISTS images_by_deletion ON images (deleted_at)',
];

const NEW_INDEXES = INDEXES.flatMap((statement) => {
  const name = /INDEX (images_\w+) ON/.exec(statement)?.[1];
  return name === undefined ? [] : [`INDEX ${name}`];
});

const UNDO_INDEXES = [
  'CREATE UNIQUE INDEX images_by_job ON images (job_id, job_index)',
  'CREATE INDEX images_by_creation ON images (created_at, id)',
  'CREATE INDEX images_by_model ON images (model, created_at, id)',
  'CREATE INDEX images_by_size ON images (size_bytes, id)',
  'CREATE INDEX IF NOT EXISTS images_by_deletion ON images (deleted_at)',
];

const SQLITE_SEARCH_OBJECTS = ['TRIGGER image_text_added', 'TABLE image_text'];

/**
 * Neither the prompts themselves nor the places of words in them are kept: only which word is in which row, and
 * which beginning of a word. Without an index of its own a common beginning would be gathered from all rows.
 */
const SQLITE_SEARCH = [
  `CREATE VIRTUAL TABLE image_text
   USING fts5(prompt, content = '', detail = none, tokenize = 'unicode61', prefix = '1 2 3 4 5 6 7 8')`,
  'INSERT INTO image_text (rowid, prompt) SELECT place, prompt FROM images ORDER BY place',
  `CREATE TRIGGER image_text_added AFTER INSERT ON images BEGIN
     INSERT INTO image_text (rowid, prompt) VALUES (new.place, new.prompt);
   END`,
];

const UNDO_SQLITE_SEARCH = [
  `CREATE VIRTUAL TABLE image_text USING fts5(image_id UNINDEXED, prompt, tokenize = 'unicode61', prefix = '2 3')`,
  'INSERT INTO image_text (image_id, prompt) SELECT id, prompt FROM images',
  `CREATE TRIGGER image_text_added AFTER INSERT ON images BEGIN
     INSERT INTO image_text (image_id, prompt) VALUES (new.id, new.prompt);
   END`,
];

/** Folders that are brought in, so that a restart goes on where it was. */
const FOLDER_IMPORTS = `CREATE TABLE folder_imports (
  id varchar(36) PRIMARY KEY NOT NULL,
  folder text NOT NULL,
  state varchar(16) NOT NULL,
  actor text NOT NULL,
  total integer,
  imported integer NOT NULL,
  known integer NOT NULL,
  refused integer NOT NULL,
  refusals text NOT NULL,
  last_path text,
  error text,
  started_at bigint NOT NULL,
  ended_at bigint
)`;
