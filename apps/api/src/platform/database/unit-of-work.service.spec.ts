import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditRecordEntity } from '../../audit/audit-record.entity.js';
import { openTestDatabase, type TestDatabase } from '../../testing/test-database.js';
import { UnitOfWork } from './unit-of-work.service.js';

let database: TestDatabase;
let unitOfWork: UnitOfWork;

beforeEach(async () => {
  database = await openTestDatabase([AuditRecordEntity]);
  unitOfWork = new UnitOfWork(database.dataSource);
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

const insert = (manager: EntityManager, sequence: number) =>
  manager.insert(AuditRecordEntity, {
    sequence,
    time: 0,
    actor: '',
    action: '',
    subjectType: '',
    subjectId: '',
    data: {},
    previousHash: '',
    hash: '',
  });

const sequences = async (): Promise<number[]> =>
  (await database.dataSource.getRepository(AuditRecordEntity).find()).map(({ sequence }) => sequence);

it('keeps what is written beside a transaction that is rolled back', async () => {
  const failing = unitOfWork.run(async (manager) => {
    await insert(manager, 1);
    await delay(20);
    throw new Error('rolled back');
  });
  const beside = unitOfWork.run((manager) => insert(manager, 2));
  await expect(failing).rejects.toThrow('rolled back');
  await beside;
  expect(await sequences()).toEqual([2]);
});

it('waits for another process while this one goes on', async () => {
  const other = await database.connectAgain();
  await other.query('BEGIN IMMEDIATE');
  const waiting = unitOfWork.run((manager) => insert(manager, 1));
  for (let turn = 0; turn < 20; turn++) await delay(5);
  expect(await sequences()).toEqual([]);
  await other.query('COMMIT');
  await waiting;
  expect(await sequences()).toEqual([1]);
});

const addOne = async (manager: EntityManager): Promise<void> => {
  const last = (await manager.maximum(AuditRecordEntity, 'sequence')) ?? 0;
  await delay(1);
  await insert(manager, last + 1);
};

it('loses no update when two processes count at once', async () => {
  const other = new UnitOfWork(await database.connectAgain());
  await Promise.all(
    Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? unitOfWork : other).run(addOne)),
  );
  expect((await sequences()).length).toBe(30);
});

it('gives other errors on at once', async () => {
  await unitOfWork.run((manager) => insert(manager, 1));
  await expect(unitOfWork.run((manager) => insert(manager, 1))).rejects.toThrow('UNIQUE');
  await expect(unitOfWork.run((manager) => insert(manager, 2))).resolves.toBeDefined();
});
