import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';

const id: TableColumnOptions = { name: 'id', type: 'varchar', length: '36', isPrimary: true };
const text = (name: string): TableColumnOptions => ({ name, type: 'text' });
const integer = (name: string): TableColumnOptions => ({ name, type: 'integer' });
const bigint = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const boolean = (name: string): TableColumnOptions => ({ name, type: 'boolean', default: false });
const nullable = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });
const fromZero = (column: TableColumnOptions): TableColumnOptions => ({ ...column, default: 0 });

/** Jobs, pictures and the audit trail. Times are milliseconds since 1970, so that both databases agree. */
export class InitialSchema1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(jobs);
    await runner.createTable(images);
    await runner.createTable(audit);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [audit, images, jobs]) await runner.dropTable(table);
  }
}

const jobs = new Table({
  name: 'jobs',
  columns: [
    id,
    { name: 'status', type: 'varchar', length: '16' },
    text('model'),
    text('backend'),
    text('request'),
    fromZero(integer('priority')),
    bigint('position'),
    fromZero(integer('attempts')),
    fromZero(integer('failures')),
    nullable(bigint('not_before')),
    nullable(bigint('lease_until')),
    nullable(text('worker_id')),
    boolean('cancel_requested'),
    nullable(text('progress')),
    nullable(text('error')),
    nullable(text('warnings')),
    bigint('created_at'),
    nullable(bigint('started_at')),
    nullable(bigint('completed_at')),
  ],
  indices: [
    { name: 'jobs_by_queue_place', columnNames: ['status', 'priority', 'position'] },
    { name: 'jobs_by_creation', columnNames: ['created_at', 'id'] },
  ],
});

const images = new Table({
  name: 'images',
  columns: [
    id,
    { name: 'job_id', type: 'varchar', length: '36' },
    integer('job_index'),
    text('file'),
    text('thumbnail'),
    text('media_type'),
    integer('width'),
    integer('height'),
    integer('size_bytes'),
    { name: 'sha256', type: 'varchar', length: '64' },
    { name: 'seed', type: 'varchar', length: '20' },
    text('model'),
    text('prompt'),
    text('parameters'),
    nullable(text('warnings')),
    { name: 'generation_seconds', type: 'float', isNullable: true },
    boolean('favourite'),
    bigint('created_at'),
    nullable(bigint('deleted_at')),
  ],
  indices: [
    { name: 'images_by_job', columnNames: ['job_id', 'job_index'], isUnique: true },
    { name: 'images_by_creation', columnNames: ['created_at', 'id'] },
  ],
});

const audit = new Table({
  name: 'audit',
  columns: [
    { name: 'sequence', type: 'bigint', isPrimary: true },
    bigint('time'),
    text('actor'),
    { name: 'action', type: 'varchar', length: '64' },
    { name: 'subject_type', type: 'varchar', length: '32' },
    text('subject_id'),
    text('data'),
    { name: 'previous_hash', type: 'varchar', length: '64' },
    { name: 'hash', type: 'varchar', length: '64' },
  ],
  indices: [{ name: 'audit_by_subject', columnNames: ['subject_type', 'subject_id'] }],
});
