import { z } from 'zod';
import { JOB_STATUSES } from '../../generation/job-status.js';
import { jobErrorSchema, progressSchema } from '../../platform/events/app-event.js';

const seed = z.union([z.int(), z.string()]).describe('A number, or a decimal string above 2^53 - 1');
const pictureSeed = seed.nullable();
const status = z.enum(JOB_STATUSES);

export const jobIdSchema = z.object({ job_id: z.string() }).meta({ id: 'SeedJobId' });

export const statusSchema = z
  .object({
    job_id: z.string(),
    status,
    model: z.string(),
    seed,
    progress: progressSchema.nullable(),
    position: z.int().nullable().describe('Place in the queue, from 1; null when not waiting'),
    image_ids: z.array(z.string()),
    error: jobErrorSchema.nullable(),
  })
  .meta({ id: 'SeedStatus' });

export const metadataSchema = z
  .looseObject({
    image_id: z.string(),
    job_id: z.string().nullable(),
    model: z.string(),
    prompt: z.string(),
    seed: pictureSeed,
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    sha256: z.string(),
    created_at: z.iso.datetime(),
    generation_seconds: z.number().nullable(),
  })
  .meta({ id: 'SeedMetadata', description: 'With every other parameter under its own name' });

export const camelImageSchema = z
  .object({
    id: z.string(),
    prompt: z.string(),
    imageUrl: z.string(),
    thumbnailUrl: z.string(),
    width: z.int(),
    height: z.int(),
    parameters: z.object({
      steps: z.number().nullable(),
      cfgScale: z.number().nullable(),
      sampler: z.string().nullable(),
      seed: pictureSeed,
    }),
    generationTime: z.number().nullable().describe('Seconds'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'SeedImage' });

export const historySchema = z
  .object({ images: z.array(camelImageSchema), total: z.int(), page: z.int(), perPage: z.int() })
  .meta({ id: 'SeedHistory' });

const count = (max: number, fallback: number) => {
  const error = `expected a whole number from 1 to ${max}`;
  return z.coerce.number({ error }).int(error).min(1, error).max(max, error).default(fallback);
};

export const historyQuerySchema = z.strictObject({
  page: count(10_000, 1).describe('From 1'),
  per_page: count(200, 20).describe('Pictures of a page'),
});

const stepConfigSchema = z
  .looseObject({
    fixed_steps: z.int().optional(),
    steps: z
      .object({ min: z.int().optional(), max: z.int().optional(), default: z.int().optional() })
      .optional(),
  })
  .meta({ id: 'StepConfig', description: 'The options of the model line in .env as they were understood' });

export const seedModelsSchema = z
  .object({
    models: z.array(
      z
        .object({
          id: z.string(),
          name: z.string(),
          description: z.string(),
          source: z.string(),
          available: z.boolean(),
          step_config: stepConfigSchema,
        })
        .meta({ id: 'SeedModel' }),
    ),
  })
  .meta({ id: 'SeedModels' });

export const seedQueueSchema = z
  .object({
    pending: z.int(),
    processing: z.int(),
    completed: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    jobs: z
      .array(z.object({ job_id: z.string(), status, model: z.string() }).meta({ id: 'SeedQueueJob' }))
      .describe('Running and waiting jobs in order, the first 100'),
  })
  .meta({ id: 'SeedQueue' });
