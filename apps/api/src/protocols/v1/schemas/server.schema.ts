import { z } from 'zod';
import { backendStateSchema, deviceSchema } from './model.schema.js';

export const serverSchema = z
  .object({
    id: z.string().describe('Id of the backend instance, which jobs refer to; stays when the alias changes'),
    alias: z.string(),
    plugin: z.string(),
    enabled: z.boolean(),
    url: z.string().nullable(),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    secrets: z
      .array(z.string())
      .describe('Names of the secret settings that are set; their values stay here'),
    state: backendStateSchema,
    reason: z.string().nullable().describe('Why it is not ready, or does not answer'),
    device: deviceSchema.nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Server' });

export type ServerView = z.infer<typeof serverSchema>;

export const serversSchema = z.array(serverSchema);

export const serverProbeSchema = z
  .object({
    reachable: z.boolean(),
    kind: z.string().nullable().describe('Which product it is: forge, a1111, …'),
    version: z.string().nullable().describe('As the server says it'),
    credentials: z
      .enum(['accepted', 'refused', 'missing', 'not-needed', 'unknown'])
      .describe('Whether they open it, are wrong, are needed and absent, or are not asked for'),
    models: z.int().nullable().describe('How many it offers; null when it cannot tell'),
    message: z.string().describe('What was found, and what would help'),
  })
  .meta({ id: 'ServerProbe' });

export const aliasParamSchema = z.string().max(63);
