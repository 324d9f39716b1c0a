import { createHash } from 'node:crypto';
import type { AuditRecordEntity } from './audit-record.entity.js';
import { canonicalJson } from './canonical-json.js';

/** The hash before the first record. */
export const GENESIS_HASH = '0'.repeat(64);

/** SHA-256 over everything in the record, its predecessor's hash included. */
export function auditHash(record: Omit<AuditRecordEntity, 'hash'>): string {
  const { sequence, time, actor, action, subjectType, subjectId, data, previousHash } = record;
  const content = { sequence, time, actor, action, subjectType, subjectId, data, previousHash };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
