import { z } from 'zod';

/** One value of a request that is wrong. */
const fieldErrorSchema = z
  .object({
    field: z.string().describe('The parameter; empty for the request as a whole'),
    code: z.string().describe('For programs: out-of-range, unknown-field, …'),
    message: z.string().describe('What is wrong and what would be right'),
    value: z.unknown().optional().describe('The offending value'),
  })
  .meta({ id: 'FieldError' });

export type FieldError = z.infer<typeof fieldErrorSchema>;

/** Problem details as RFC 9457 has them, with one entry per wrong field. */
export const problemSchema = z
  .object({
    type: z.string().describe('Identifies the kind of problem'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().describe('The path that was asked for'),
    request_id: z
      .string()
      .describe('Stands in the log and the audit trail too; also the header X-Request-Id'),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
