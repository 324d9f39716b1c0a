import { z } from 'zod';
import { pageQuerySchema } from './paging.schema.js';

export const warningSchema = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' });

export const imageSchema = z
  .object({
    id: z.string(),
    job_id: z.string(),
    index: z.int(),
    model: z.string(),
    prompt: z.string(),
    negative_prompt: z.string(),
    seed: z.string().describe('Decimal'),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    media_type: z.string(),
    sha256: z.string(),
    parameters: z.record(z.string(), z.unknown()).describe('Everything the picture was made with, by name'),
    warnings: z.array(warningSchema),
    url: z.string(),
    thumbnail_url: z.string(),
    created_at: z.iso.datetime(),
    generation_seconds: z.number().nullable(),
    favourite: z.boolean(),
  })
  .meta({ id: 'Image' });

export type ImageView = z.infer<typeof imageSchema>;

export const imagePageSchema = z
  .object({ images: z.array(imageSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'ImagePage' });

export const imageQuerySchema = z.strictObject(pageQuerySchema);
