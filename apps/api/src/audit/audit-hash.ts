import { createHash } from 'node:crypto';
import type { AuditRecordEntity } from './audit-record.entity.js';
import { canonicalJson } from './canonical-json.js';

/** The hash before the first record. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * SHA-256 over everything in the record, its predecessor's hash included. A request's id counts where there is
 * one: records from before there were ids keep their hash.
 */
export function auditHash(record: Omit<AuditRecordEntity, 'hash'>): string {
  const { sequence, time, actor, action, subjectType, subjectId, requestId, data, previousHash } = record;
  const always = { sequence, time, actor, action, subjectType, subjectId, data, previousHash };
  const content = requestId === null ? always : { ...always, requestId };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
