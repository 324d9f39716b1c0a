import type { AuditRecordEntity } from './audit-record.entity.js';

const COLUMNS = [
  'sequence',
  'time',
  'actor',
  'action',
  'subject_type',
  'subject_id',
  'request_id',
  'data',
  'previous_hash',
  'hash',
] as const;

/** One record with the names that the API uses. */
export function toAuditView(record: AuditRecordEntity) {
  return {
    sequence: record.sequence,
    time: new Date(record.time).toISOString(),
    actor: record.actor,
    action: record.action,
    subject_type: record.subjectType,
    subject_id: record.subjectId,
    request_id: record.requestId,
    data: { ...record.data },
    previous_hash: record.previousHash,
    hash: record.hash,
  };
}

/** CSV as RFC 4180 has it, with a header; pieces of one line each. */
export async function* toCsv(records: AsyncIterable<AuditRecordEntity>): AsyncIterable<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for await (const record of records) {
    const view = toAuditView(record);
    const cells = COLUMNS.map((name) =>
      cell(name === 'data' ? JSON.stringify(view.data) : String(view[name] ?? '')),
    );
    yield `${cells.join(',')}\r\n`;
  }
}

/** One JSON object per line. */
export async function* toJsonLines(records: AsyncIterable<AuditRecordEntity>): AsyncIterable<string> {
  for await (const record of records) yield `${JSON.stringify(toAuditView(record))}\n`;
}

/** A leading apostrophe keeps spreadsheets from running a cell as a formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
