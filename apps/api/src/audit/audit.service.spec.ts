import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.js';
import type { AuditEntry } from './audit-entry.js';
import { AuditRecordEntity } from './audit-record.entity.js';
import { AuditService } from './audit.service.js';

let database: TestDatabase;
let dataSource: DataSource;
let unitOfWork: UnitOfWork;
let audit: AuditService;

beforeEach(async () => {
  database = await openTestDatabase([AuditRecordEntity]);
  ({ dataSource } = database);
  unitOfWork = new UnitOfWork(dataSource);
  audit = new AuditService(dataSource);
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

const ENTRY: AuditEntry = { actor: 'app', action: 'job.created', subjectType: 'job', subjectId: '1' };

const append = (entry: AuditEntry = ENTRY) => unitOfWork.run((manager) => audit.append(manager, entry));

describe('the trail', () => {
  it('is in order when many write at once', async () => {
    await Promise.all(Array.from({ length: 40 }, () => append()));
    expect(await audit.verify()).toEqual({ intact: true, records: 40, redacted: 0 });
  });

  it('is intact while it is empty', async () => {
    expect(await audit.verify()).toEqual({ intact: true, records: 0, redacted: 0 });
  });

  it('keeps no record of a change that was rolled back', async () => {
    const failing = unitOfWork.run(async (manager) => {
      await audit.append(manager, ENTRY);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await append();
    expect(await audit.verify()).toEqual({ intact: true, records: 1, redacted: 0 });
  });

  it('takes data in any order of keys', async () => {
    await append({ ...ENTRY, data: { b: 1, a: { d: [1, { f: 2, e: 3 }], c: null } } });
    expect(await audit.verify()).toEqual({ intact: true, records: 1, redacted: 0 });
  });
});

describe('a trail of which someone', () => {
  beforeEach(async () => {
    for (const subjectId of ['1', '2', '3']) await append({ ...ENTRY, subjectId });
  });

  it('changed a record is found out', async () => {
    await dataSource.query(`UPDATE audit SET actor = 'nobody' WHERE sequence = 2`);
    expect(await audit.verify()).toEqual({ intact: false, sequence: 2, reason: 'its content was changed' });
  });

  it('removed a record is found out', async () => {
    await dataSource.query('DELETE FROM audit WHERE sequence = 2');
    expect(await audit.verify()).toEqual({ intact: false, sequence: 3, reason: 'record 2 is missing' });
  });

  it('changed a record and its hash is found out', async () => {
    await dataSource.query(`UPDATE audit SET hash = '${'a'.repeat(64)}' WHERE sequence = 1`);
    expect(await audit.verify()).toMatchObject({ intact: false, sequence: 1 });
  });
});
