import { z } from 'zod';
import { IMAGE_SORTS } from '../../../gallery/image-query.js';
import { pageQuerySchema } from './paging.schema.js';

export const warningSchema = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' });

export const imageSchema = z
  .object({
    id: z.string(),
    job_id: z.string().nullable().describe('null for an imported picture'),
    index: z.int().nullable().describe('Which of its job; null for an imported picture'),
    model: z.string().describe('Empty for an imported picture that does not tell'),
    backend: z.string().nullable().describe('Id of the backend instance; null for an imported picture'),
    source_name: z.string().nullable().describe('The file that it was imported from'),
    prompt: z.string(),
    negative_prompt: z.string(),
    seed: z.string().nullable().describe('Decimal; null for an imported picture that does not tell'),
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
    deleted_at: z.iso.datetime().nullable().describe('Since when it is in the trash'),
  })
  .meta({ id: 'Image' });

export type ImageView = z.infer<typeof imageSchema>;

export const imagePageSchema = z
  .object({ images: z.array(imageSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'ImagePage' });

const DATE_ERROR = 'expected a date such as 2026-11-20 or 2026-11-20T18:00:00Z';
const EDGE_ERROR = 'expected a whole number of pixels';

const flag = z
  .enum(['true', 'false'], { error: 'expected true or false' })
  .transform((value) => value === 'true')
  .optional();
const time = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: DATE_ERROR })
  .transform((value) => Date.parse(value))
  .optional();
const edge = z.coerce.number({ error: EDGE_ERROR }).int(EDGE_ERROR).positive(EDGE_ERROR).optional();

/** Which pictures. */
const imageFilterSchema = {
  q: z
    .string()
    .max(500, 'expected at most 500 characters')
    .optional()
    .describe('Words of the prompt, each whole or as the beginning of a word'),
  model: z.string().optional(),
  backend: z.string().optional().describe('Id of a backend instance'),
  favourite: flag.meta({ type: 'string', enum: ['true', 'false'] }),
  from: time.meta({ type: 'string', description: 'Made at or after this time (a date: UTC)' }),
  to: time.meta({ type: 'string', description: 'Made before this time' }),
  width: edge.describe('Pixels'),
  height: edge.describe('Pixels'),
  trash: flag.meta({ type: 'string', enum: ['true', 'false'], description: 'true: what is in the trash' }),
};

/** Keys are small: many fit into one answer. */
const MAX_KEYS = 50_000;
const KEYS_ERROR = `expected a whole number from 1 to ${MAX_KEYS}`;

const orderSchema = {
  sort: z.enum(IMAGE_SORTS, { error: `expected one of ${IMAGE_SORTS.join(', ')}` }).default('date'),
  order: z.enum(['asc', 'desc'], { error: 'expected asc or desc' }).default('desc'),
};

export const imageQuerySchema = z.strictObject({
  ...pageQuerySchema,
  ...imageFilterSchema,
  ...orderSchema,
});

export const imageKeysQuerySchema = z.strictObject({
  ...imageFilterSchema,
  ...orderSchema,
  limit: z.coerce
    .number({ error: KEYS_ERROR })
    .int(KEYS_ERROR)
    .min(1, KEYS_ERROR)
    .max(MAX_KEYS, KEYS_ERROR)
    .default(10_000),
  cursor: pageQuerySchema.cursor,
});

export const imageKeysSchema = z
  .object({
    ids: z.array(z.string()),
    created_at: z.array(z.int()).describe('Milliseconds since 1970, one for each id'),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'ImageKeys' });

export const imageCountQuerySchema = z.strictObject(imageFilterSchema);

export const trashSchema = z
  .object({
    images: z.int(),
    days: z.number().describe('After so many, a deleted picture is removed for good; 0: at once'),
  })
  .meta({ id: 'Trash' });

export const imageCountSchema = z.object({ images: z.int() }).meta({ id: 'ImageCount' });

export const imageValuesSchema = z
  .object({
    models: z.array(z.string()),
    backends: z.array(z.string()).describe('Ids of backend instances'),
    sizes: z.array(z.object({ width: z.int(), height: z.int() }).meta({ id: 'ImageSize' })),
  })
  .meta({ id: 'ImageValues' });

export const imageInfotextSchema = z.object({ infotext: z.string() }).meta({ id: 'ImageInfotext' });

const MAX_IDS = 1000;

const idsSchema = z
  .array(z.uuid({ error: 'expected ids of pictures, UUIDs' }))
  .min(1, 'expected at least one id');

export const imageIdsSchema = z
  .strictObject({ ids: idsSchema.max(MAX_IDS, `expected at most ${MAX_IDS} ids`) })
  .meta({ id: 'ImageIds' });

export const changedIdsSchema = z
  .object({ ids: z.array(z.string()).describe('Those of the pictures that were changed') })
  .meta({ id: 'ChangedImages' });

export const imageChangeSchema = z.strictObject({ favourite: z.boolean() }).meta({ id: 'ImageChange' });

/** As many ids as fit into the 16 KiB that Node takes for a request's head. */
const MAX_DOWNLOAD_IDS = 300;

/** As many as a screen shows at once, and then some. */
const MAX_BATCH_IDS = 200;

export const imageBatchQuerySchema = z.strictObject({
  ids: z
    .string()
    .transform((ids) => ids.split(','))
    .pipe(idsSchema.max(MAX_BATCH_IDS, `expected at most ${MAX_BATCH_IDS} ids`))
    .meta({ type: 'string', description: `Up to ${MAX_BATCH_IDS} ids, separated by commas` }),
});

export const imageBatchSchema = z.object({ images: z.array(imageSchema) }).meta({ id: 'ImageBatch' });

export const imageTextsSchema = z
  .object({ texts: z.array(z.object({ keyword: z.string(), text: z.string() }).meta({ id: 'ImageText' })) })
  .meta({ id: 'ImageTexts' });

/** As many as a whole gallery has, within reason. */
const MAX_ARCHIVE_IDS = 200_000;

export const downloadRequestSchema = z
  .strictObject({ ids: idsSchema.max(MAX_ARCHIVE_IDS, `expected at most ${MAX_ARCHIVE_IDS} ids`) })
  .meta({ id: 'DownloadRequest' });

export const preparedDownloadSchema = z
  .object({
    url: z.string().describe('Where the archive is fetched, once or more often'),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'PreparedDownload' });

export const downloadQuerySchema = z.strictObject({
  ids: z
    .string()
    .transform((ids) => ids.split(','))
    .pipe(idsSchema.max(MAX_DOWNLOAD_IDS, `expected at most ${MAX_DOWNLOAD_IDS} ids`))
    .meta({ type: 'string', description: `Up to ${MAX_DOWNLOAD_IDS} ids, separated by commas` }),
});
