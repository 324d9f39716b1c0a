import { z } from 'zod';

/** How far a job is. */
export const progressSchema = z
  .object({
    phase: z.enum(['wait', 'download', 'load', 'encode', 'denoise', 'decode']),
    step: z.int().describe('Steps done in this phase'),
    of: z.int().describe('Steps in all in this phase'),
    fraction: z.number().describe('0 to 1 over the whole job; never falls within an attempt'),
    seconds_left: z.number().optional().describe('Estimate; absent until there is something to estimate by'),
  })
  .meta({ id: 'JobProgress' });

export type JobProgress = z.infer<typeof progressSchema>;

/** Why a job failed. */
export const jobErrorSchema = z
  .object({
    code: z.string().describe('For programs: out-of-memory, model-missing, storage-full, …'),
    message: z.string(),
  })
  .meta({ id: 'JobError' });

export type JobErrorInfo = z.infer<typeof jobErrorSchema>;

const job = { job_id: z.string() };

/** What happens, as the event stream tells it: ids and small values, pictures by URL. */
export const appEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('job-created'), ...job, model: z.string() }),
    z.object({ type: z.literal('job-started'), ...job, attempt: z.int() }),
    z.object({ type: z.literal('job-progressed'), ...job, progress: progressSchema }),
    z.object({ type: z.literal('job-previewed'), ...job, index: z.int(), preview_url: z.string() }),
    z
      .object({ type: z.literal('job-requeued'), ...job })
      .describe('Back to pending: its worker ended, or a retry'),
    z.object({ type: z.literal('job-completed'), ...job, image_ids: z.array(z.string()) }),
    z.object({ type: z.literal('job-failed'), ...job, error: jobErrorSchema }),
    z.object({ type: z.literal('job-cancelled'), ...job }),
    z.object({ type: z.literal('job-changed'), ...job }).describe('A waiting job was edited'),
    z.object({ type: z.literal('job-deleted'), ...job }).describe('An ended job was taken off the list'),
    z
      .object({ type: z.literal('queue-changed') })
      .describe('The order, a pause or the list as a whole changed: fetch the queue anew'),
    z.object({ type: z.literal('image-created'), ...job, image_id: z.string(), index: z.int() }),
    z.object({ type: z.literal('image-deleted'), image_id: z.string() }),
    z.object({ type: z.literal('image-restored'), image_id: z.string() }).describe('Back from the trash'),
    z
      .object({ type: z.literal('image-changed'), image_id: z.string() })
      .describe('A favourite, or not any more'),
    z
      .object({ type: z.literal('gallery-changed') })
      .describe('Many pictures came or went at once: fetch the gallery anew'),
    z.object({ type: z.literal('backend-changed') }),
    z
      .object({ type: z.literal('models-changed') })
      .describe('The configured models or their downloads: fetch them anew'),
    z.object({ type: z.literal('settings-changed') }),
    z.object({ type: z.literal('styles-changed') }),
    z.object({ type: z.literal('presets-changed') }),
    z.object({
      type: z.literal('model-download-progressed'),
      model: z.string(),
      done_bytes: z.number(),
      total_bytes: z.number(),
    }),
    z.object({ type: z.literal('reset') }).describe('Events were missed: fetch everything shown anew'),
  ])
  .meta({ id: 'AppEvent' });

export type AppEvent = z.infer<typeof appEventSchema>;
