import { MANAGEMENT_ACTIONS } from '@cyberimage/core';
import { z } from 'zod';
import { optionSchemaSchema } from './options.schema.js';

export const deviceSchema = z
  .object({
    kind: z.enum(['cpu', 'cuda', 'webgpu', 'dml', 'coreml', 'remote']),
    label: z.string(),
    memory_bytes: z.number().optional(),
  })
  .meta({ id: 'Device' });

export const backendStateSchema = z
  .enum(['starting', 'ready', 'restarting', 'parked', 'stopped', 'not-set-up', 'not-granted'])
  .meta({ id: 'BackendState' });

const modelSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    description: z.string(),
    source: z.string(),
    tags: z.array(z.string()),
    default: z.boolean().describe("Whether it is the owner's choice for requests that name none"),
    unavailable: z.string().optional().describe('Why the model cannot be used now; absent for a usable one'),
    backend: z
      .object({
        id: z.string(),
        name: z.string(),
        state: backendStateSchema,
        device: deviceSchema.optional(),
      })
      .meta({ id: 'ModelBackend' }),
    options: optionSchemaSchema,
  })
  .meta({ id: 'Model' });

export const modelsSchema = z.array(modelSchema);

export const backendSchema = z
  .object({
    id: z.string(),
    alias: z.string().optional().describe("The owner's name for it; a plugin's own instance has none"),
    name: z.string(),
    version: z.string().optional(),
    state: backendStateSchema,
    reason: z.string().optional().describe('Why it is not ready'),
    device: deviceSchema.optional(),
    restarts: z.int(),
    manages: z
      .array(z.enum(MANAGEMENT_ACTIONS))
      .describe('What it can do with its models beside making pictures'),
  })
  .meta({ id: 'Backend' });

export const backendsSchema = z.array(backendSchema);

export const backendIdSchema = z.string().max(200);
