import { z } from 'zod';
import { JOB_STATUSES, type JobStatus } from '../../../generation/job-status.js';
import { jobErrorSchema, progressSchema } from '../../../platform/events/app-event.js';
import { imageSchema, warningSchema } from './image.schema.js';
import { pageQuerySchema } from './paging.schema.js';

const jobStatusSchema = z.enum(JOB_STATUSES).meta({ id: 'JobStatus' });

export const jobSchema = z
  .object({
    id: z.string(),
    status: jobStatusSchema,
    cancel_requested: z.boolean(),
    model: z.string(),
    backend: z.string().describe('Id of the backend instance'),
    request: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe('The complete request with defaults filled in and the seed resolved (decimal string)'),
    progress: progressSchema.nullable(),
    preview_url: z.string().nullable(),
    images: z.array(imageSchema),
    warnings: z.array(warningSchema),
    error: jobErrorSchema.nullable(),
    position: z.int().nullable().describe('Place in the queue of its backend, from 1; null when not waiting'),
    seconds_left: z
      .number()
      .nullable()
      .describe('Estimate until it is done, the jobs before it included; null when unknown or ended'),
    attempts: z.int(),
    request_id: z.string().nullable().describe('X-Request-Id of the request that last asked for it'),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    completed_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' });

export type JobView = z.infer<typeof jobSchema>;

export const jobPageSchema = z
  .object({ jobs: z.array(jobSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'JobPage' });

const STATUS_LIST = `some of ${JOB_STATUSES.join(', ')}, separated by commas`;

function toStatuses(text: string): JobStatus[] | undefined {
  return z.array(z.enum(JOB_STATUSES)).safeParse(text.split(',').map((status) => status.trim())).data;
}

export const jobQuerySchema = z.strictObject({
  ...pageQuerySchema,
  status: z
    .string()
    .optional()
    .refine((text) => text === undefined || toStatuses(text) !== undefined, `expected ${STATUS_LIST}`)
    .transform((text) => (text === undefined ? [] : (toStatuses(text) ?? [])))
    .meta({ description: `Only jobs in these states: ${STATUS_LIST}` }),
  model: z.string().optional().describe('Only jobs for this model'),
  backend: z.string().optional().describe('Only jobs of this backend instance'),
});
