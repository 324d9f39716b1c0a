import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { currentRequestId } from '../platform/logging/request-context.js';
import type { AuditEntry } from './audit-entry.js';
import { auditHash, GENESIS_HASH } from './audit-hash.js';
import { AuditRecordEntity } from './audit-record.entity.js';
import { redactTexts } from './redact.js';

/** Any number that nothing else locks on. */
const POSTGRES_LOCK_KEY = 7_310_001;

const VERIFY_PAGE_SIZE = 500;

/** The outcome of a check of the whole trail. */
export type AuditVerdict =
  | {
      readonly intact: true;
      readonly records: number;
      readonly redacted: number;
      /** Records at the beginning that were removed when they were old. */
      readonly trimmed?: number;
    }
  | { readonly intact: false; readonly sequence: number; readonly reason: string };

/** Writes and checks the append-only trail. */
@Injectable()
export class AuditService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Appends within the caller's unit of work, so that a change and its record stand or fall together. The
   * request that is at hand goes on record with it.
   */
  async append(manager: EntityManager, entry: AuditEntry): Promise<void> {
    // One writer at a time: SQLite's transaction is one already, in Postgres a lock makes it so.
    if (this.dataSource.options.type === 'postgres') {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [POSTGRES_LOCK_KEY]);
    }
    const [last] = await manager.find(AuditRecordEntity, { order: { sequence: 'DESC' }, take: 1 });
    const record = {
      sequence: (last?.sequence ?? 0) + 1,
      time: Date.now(),
      actor: entry.actor,
      action: entry.action,
      subjectType: entry.subjectType,
      subjectId: entry.subjectId,
      requestId: currentRequestId() ?? null,
      data: entry.data ?? {},
      previousHash: last?.hash ?? GENESIS_HASH,
    };
    const hashed: AuditRecordEntity = { ...record, hash: auditHash(record) };
    await manager.insert(AuditRecordEntity, hashed as QueryDeepPartialEntity<AuditRecordEntity>);
  }

  /**
   * Takes people's words out of a record. Its hash stays, so that the chain holds; a new record states the
   * hash of what is left, so that a change other than this one still shows.
   *
   * @returns false when there is no such record, or no words in it
   */
  async redact(manager: EntityManager, sequence: number, actor: string): Promise<boolean> {
    const record = await manager.findOneBy(AuditRecordEntity, { sequence });
    const data = record === null ? undefined : redactTexts(record.data);
    if (record === null || data === undefined) return false;
    await manager.update(AuditRecordEntity, { sequence }, {
      data,
    } as QueryDeepPartialEntity<AuditRecordEntity>);
    record.data = data;
    await this.append(manager, {
      actor,
      action: 'audit.redacted',
      subjectType: 'audit',
      subjectId: String(sequence),
      data: { content_hash: auditHash(record) },
    });
    return true;
  }

  /** Recomputes every hash; tells the first record that was changed, removed or put in. */
  async verify(): Promise<AuditVerdict> {
    const start = await this.start();
    let { sequence, previousHash } = start;
    let redacted = 0;
    const redactions = await this.redactions();
    for (;;) {
      const page = await this.dataSource.getRepository(AuditRecordEntity).find({
        where: { sequence: MoreThan(sequence) },
        order: { sequence: 'ASC' },
        take: VERIFY_PAGE_SIZE,
      });
      for (const record of page) {
        const contentHash = auditHash(record);
        const isRedacted = contentHash !== record.hash && redactions.get(record.sequence) === contentHash;
        if (isRedacted) redacted += 1;
        const reason = faultOf(record, sequence + 1, previousHash, isRedacted ? record.hash : contentHash);
        if (reason !== undefined) return { intact: false, sequence: record.sequence, reason };
        sequence = record.sequence;
        previousHash = record.hash;
      }
      if (page.length < VERIFY_PAGE_SIZE) {
        const trimmed = start.sequence;
        return { intact: true, records: sequence - trimmed, redacted, ...(trimmed > 0 && { trimmed }) };
      }
    }
  }

  /** What the first record follows: nothing, or the part that was removed last, as a record states. */
  private async start(): Promise<{ sequence: number; previousHash: string }> {
    const [trim] = await this.dataSource.getRepository(AuditRecordEntity).find({
      where: { action: 'audit.trimmed' },
      order: { sequence: 'DESC' },
      take: 1,
    });
    if (trim === undefined) return { sequence: 0, previousHash: GENESIS_HASH };
    return { sequence: Number(trim.subjectId), previousHash: String(trim.data['hash']) };
  }

  /** By sequence: the hash of what a redaction left. */
  private async redactions(): Promise<Map<number, unknown>> {
    const where = { action: 'audit.redacted' };
    const records = await this.dataSource
      .getRepository(AuditRecordEntity)
      .find({ where, order: { sequence: 'ASC' } });
    return new Map(records.map(({ subjectId, data }) => [Number(subjectId), data['content_hash']]));
  }
}

function faultOf(
  record: AuditRecordEntity,
  sequence: number,
  previousHash: string,
  hash: string,
): string | undefined {
  if (record.sequence !== sequence) return `record ${sequence} is missing`;
  if (record.previousHash !== previousHash) return 'the record before it was changed or put in later';
  return record.hash === hash ? undefined : 'its content was changed';
}
