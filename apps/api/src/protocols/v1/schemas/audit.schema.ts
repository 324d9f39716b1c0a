import { z } from 'zod';
import { pageQuerySchema } from './paging.schema.js';

export const auditVerdictSchema = z
  .object({
    valid: z.boolean(),
    records: z.int().optional().describe('How many there are, when all are in order'),
    redacted: z.int().optional().describe('How many of them had words taken out'),
    trimmed: z.int().optional().describe('How many at the beginning were removed when they were old'),
    sequence: z.int().optional().describe('The first record that is not in order'),
    reason: z.string().optional(),
  })
  .meta({ id: 'AuditVerdict' });

const auditRecordSchema = z
  .object({
    sequence: z.int(),
    time: z.iso.datetime(),
    actor: z.string(),
    action: z.string(),
    subject_type: z.string(),
    subject_id: z.string(),
    request_id: z
      .string()
      .nullable()
      .describe('The request that it comes from; null for what the studio does by itself'),
    data: z.record(z.string(), z.unknown()),
    previous_hash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditRecord' });

export const auditPageSchema = z
  .object({ records: z.array(auditRecordSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'AuditPage' });

const time = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'expected a date such as 2026-11-20 or 2026-11-20T18:00:00Z',
  })
  .transform((value) => Date.parse(value))
  .optional();

const filter = {
  q: z.string().max(500, 'expected at most 500 characters').optional().describe('Any part of a record'),
  action: z.string().optional().describe('A whole action (job.created) or all of a kind (job)'),
  actor: z.string().optional(),
  subject_type: z.string().optional().describe('job, image, lane, server, app, …'),
  subject_id: z.string().optional().describe('The id of a job, picture, lane, server, …'),
  life: z
    .uuid({ error: 'expected the id of a job or picture, a UUID' })
    .optional()
    .describe('A job with the pictures that it made, or a picture with the job that made it'),
  request_id: z.string().optional().describe('What came of one request (X-Request-Id)'),
  from: time.meta({ type: 'string', description: 'At or after this time (a date: UTC)' }),
  to: time.meta({ type: 'string', description: 'Before this time' }),
};

const sequenceError = 'expected the number of a record';

export const sequenceSchema = z.coerce
  .number({ error: sequenceError })
  .int(sequenceError)
  .min(1, sequenceError);

export const auditQuerySchema = z.strictObject({
  ...pageQuerySchema,
  ...filter,
  cursor: sequenceSchema.optional().meta({ type: 'string', description: 'next_cursor of the page before' }),
});

export const auditExportQuerySchema = z.strictObject({
  ...filter,
  format: z.enum(['jsonl', 'csv'], { error: 'expected jsonl or csv' }).default('jsonl'),
});
