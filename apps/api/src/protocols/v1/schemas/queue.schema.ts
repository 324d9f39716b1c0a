import { z } from 'zod';
import { JOB_STATUSES } from '../../../generation/job-status.js';
import { jobErrorSchema, progressSchema } from '../../../platform/events/app-event.js';
import { adjustmentSchema } from './generate.schema.js';
import { jobSchema } from './job.schema.js';

const counts = {
  pending: z.int(),
  processing: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
};

const secondsLeft = z
  .number()
  .nullable()
  .describe('Estimate from past runs until all is done; null while there is nothing to estimate by');

const laneSchema = z
  .object({
    id: z.string().describe('Id of the backend instance'),
    name: z.string(),
    paused: z.boolean(),
    ...counts,
    running: z.array(jobSchema),
    seconds_left: secondsLeft,
  })
  .meta({ id: 'Lane' });

export const queueSchema = z
  .object({ ...counts, lanes: z.array(laneSchema), seconds_left: secondsLeft })
  .meta({ id: 'Queue' });

export const laneChoiceSchema = z
  .strictObject({ lane: z.string().optional().describe('One lane; all of them where absent') })
  .optional()
  .meta({ id: 'LaneChoice' });

export const jobStatusViewSchema = z
  .object({
    id: z.string(),
    status: z.enum(JOB_STATUSES),
    cancel_requested: z.boolean(),
    progress: progressSchema.nullable(),
    position: z.int().nullable(),
    seconds_left: z.number().nullable(),
    error: jobErrorSchema.nullable(),
  })
  .meta({ id: 'JobStatusView' });

export const editedJobSchema = z
  .object({
    job: jobSchema,
    adjustments: z.array(adjustmentSchema).describe('Values that will not be used as sent'),
  })
  .meta({ id: 'EditedJob' });

export const moveSchema = z
  .discriminatedUnion(
    'to',
    [
      z.strictObject({ to: z.enum(['first', 'last']) }),
      z.strictObject({
        to: z.enum(['before', 'after']),
        job_id: z.uuid({ error: 'expected the id of a waiting job of the same lane' }),
      }),
    ],
    { error: 'expected first, last, before or after' },
  )
  .meta({ id: 'JobMove' });

export const clearedSchema = z
  .object({ jobs: z.int().describe('How many were taken off') })
  .meta({ id: 'Cleared' });
