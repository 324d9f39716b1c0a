import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { withRequestId } from '../platform/logging/request-context.js';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.js';
import type { AuditEntry } from './audit-entry.js';
import { AuditRecordEntity } from './audit-record.entity.js';
import { auditHash, GENESIS_HASH } from './audit-hash.js';
import { AuditRetention } from './audit-retention.service.js';
import { AuditService } from './audit.service.js';
import type { Settings } from '../platform/config/settings.js';

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

describe('a record that comes from a request', () => {
  beforeEach(async () => {
    await append();
    await withRequestId('request-1', async () => append());
  });

  it('names it, and the hash covers the name', async () => {
    const records = await dataSource.getRepository(AuditRecordEntity).find({ order: { sequence: 'ASC' } });
    expect(records.map(({ requestId }) => requestId)).toEqual([null, 'request-1']);
    expect(await audit.verify()).toMatchObject({ intact: true });
    await dataSource.query(`UPDATE audit SET request_id = NULL WHERE sequence = 2`);
    expect(await audit.verify()).toMatchObject({ intact: false, sequence: 2 });
  });

  it('cannot be made of one that does not', async () => {
    await dataSource.query(`UPDATE audit SET request_id = 'request-1' WHERE sequence = 1`);
    expect(await audit.verify()).toMatchObject({ intact: false, sequence: 1 });
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

const trim = (auditDays: number) =>
  new AuditRetention(audit, unitOfWork, { retention: { auditDays } } as Settings).run();

async function age(sequence: number): Promise<void> {
  // As if the records had been written long ago: with hashes that fit.
  const repository = dataSource.getRepository(AuditRecordEntity);
  let previousHash = GENESIS_HASH;
  for (const record of await repository.find({ order: { sequence: 'ASC' } })) {
    const time = record.sequence <= sequence ? 1000 : record.time;
    const content = { ...plain(record), time, previousHash };
    previousHash = auditHash(content);
    await repository.update({ sequence: record.sequence }, { ...content, hash: previousHash } as never);
  }
}

describe('a trail whose beginning was removed', () => {
  it('is checked from there, again and again, and a gap still shows', async () => {
    for (let count = 0; count < 5; count++) await append();
    await age(3);
    expect(await trim(0)).toBe(0);
    expect(await trim(30)).toBe(3);
    expect(await audit.verify()).toEqual({ intact: true, records: 3, redacted: 0, trimmed: 3 });
    expect(await trim(30)).toBe(0);
    await append();
    expect(await audit.verify()).toMatchObject({ intact: true, records: 4, trimmed: 3 });
    await dataSource.getRepository(AuditRecordEntity).delete({ sequence: 4 });
    expect(await audit.verify()).toMatchObject({ intact: false, sequence: 5 });
  });

  it('shows a first record that does not follow what was removed', async () => {
    for (let count = 0; count < 3; count++) await append();
    await age(2);
    await trim(30);
    await dataSource.getRepository(AuditRecordEntity).update({ sequence: 3 }, { previousHash: GENESIS_HASH });
    expect(await audit.verify()).toMatchObject({ intact: false, sequence: 3 });
  });
});

function plain({ hash: _hash, ...content }: AuditRecordEntity): Omit<AuditRecordEntity, 'hash'> {
  return content;
}
