import { z } from 'zod';
import { DOWNLOAD_STATES } from '../../../library/model-download.entity.js';

const bytes = z.number().nullable();

const downloadSchema = z
  .object({
    state: z.enum(DOWNLOAD_STATES),
    done_bytes: z.number(),
    total_bytes: z.number().describe('0 until it is known'),
    error: z.string().nullable().describe('Why it failed, and what would help'),
  })
  .meta({ id: 'ModelDownload' });

const configuredModelSchema = z
  .object({
    name: z.string().describe('What requests call it'),
    origin: z.enum(['environment', 'added']).describe('Only those that were added here can be changed here'),
    key: z.string().nullable().describe('The variable of .env that configures it'),
    source: z.string(),
    repo: z.string(),
    description: z.string(),
    requires_auth: z.boolean(),
    options: z.record(z.string(), z.unknown()),
    backend: z.string().nullable().describe('Id of the backend instance that has it; null while none has'),
    tags: z.array(z.string()),
    unavailable: z.string().nullable().describe('Why it cannot be used now'),
    loaded: z.boolean().describe('Whether it is in memory'),
    memory_bytes: bytes,
    folder: z.string().nullable(),
    disk_bytes: bytes.describe('0 while its files are not here; null where that is not known'),
    partial_bytes: bytes.describe('What a download that is not through has left'),
    download: downloadSchema.nullable(),
    can_download: z.boolean().describe('Whether its files can be fetched now'),
  })
  .meta({ id: 'ConfiguredModel' });

export type ConfiguredModelView = z.infer<typeof configuredModelSchema>;

export const configuredModelsSchema = z
  .object({
    models: z.array(configuredModelSchema),
    disk: z
      .object({ path: z.string(), free_bytes: z.number(), total_bytes: z.number() })
      .nullable()
      .describe('The disk of MODELS_PATH; null when it cannot be read'),
  })
  .meta({ id: 'ConfiguredModels' });

export const oneConfiguredModelSchema = configuredModelSchema;

export const modelNameSchema = z.string().max(200);

export const modelRemovalSchema = z.strictObject({
  files: z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .default('false')
    .transform((value) => value === 'true')
    .meta({ type: 'string', enum: ['true', 'false'], description: 'true: its files, too' }),
});
