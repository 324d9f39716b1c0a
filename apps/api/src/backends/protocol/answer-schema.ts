import { z } from 'zod';
import {
  MANAGEMENT_ACTIONS,
  type BackendDescription,
  type CheckResult,
  type FetchProgress,
  type ManagementAction,
  type ModelDescription,
  type ModelStatus,
  type OptionSchema,
} from '@cyberimage/core';
import { settingsSchemaSchema } from '../discovery/manifest-schema.js';

const optionBase = {
  label: z.string(),
  description: z.string().exactOptional(),
  group: z.enum(['main', 'advanced']).exactOptional(),
  needs: z.string().exactOptional(),
};

const numberFields = {
  ...optionBase,
  min: z.number(),
  max: z.number(),
  step: z.number().positive(),
  default: z.number(),
  unit: z.string().exactOptional(),
};

const choices = z.array(
  z.object({ value: z.string(), label: z.string(), aliases: z.array(z.string()).exactOptional() }),
);

const optionSchema: z.ZodType<OptionSchema> = z.record(
  z.string().regex(/^[a-z][a-z0-9_]*$/, 'a parameter must have a snake_case name'),
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('text'),
      ...optionBase,
      maxLength: z.int().positive(),
      default: z.string(),
      required: z.boolean().exactOptional(),
    }),
    z.object({ type: z.literal('integer'), ...numberFields }),
    z.object({ type: z.literal('number'), ...numberFields }),
    z.object({ type: z.literal('seed'), ...optionBase, default: z.literal(-1) }),
    z.object({
      type: z.literal('choice'),
      ...optionBase,
      choices: choices.min(1),
      default: z.string(),
    }),
    z.object({ type: z.literal('boolean'), ...optionBase, default: z.boolean() }),
    z.object({
      type: z.literal('image'),
      ...optionBase,
      role: z.enum(['picture', 'mask']),
      of: z.string().exactOptional(),
      default: z.literal(''),
    }),
    z.object({
      type: z.literal('loras'),
      ...optionBase,
      choices,
      min: z.number(),
      max: z.number(),
      step: z.number().positive(),
      default: z.literal(''),
    }),
  ]),
);

/** The answer of `describe()`. Keys that this version does not know are left out, here and below. */
export const descriptionSchema: z.ZodType<BackendDescription> = z.object({
  name: z.string(),
  version: z.string(),
  device: z.object({
    kind: z.enum(['cpu', 'cuda', 'webgpu', 'dml', 'coreml', 'remote']),
    label: z.string(),
    memoryBytes: z.number().nonnegative().exactOptional(),
  }),
  limits: z.object({ maxImages: z.int().positive(), maxPixels: z.number().positive() }),
  settings: settingsSchemaSchema,
  server: z
    .object({
      reachable: z.boolean(),
      kind: z.string().exactOptional(),
      version: z.string().exactOptional(),
      credentials: z.enum(['accepted', 'refused', 'missing', 'not-needed', 'unknown']),
      message: z.string(),
    })
    .exactOptional(),
});

/** The answer of `listModels()`. */
export const modelsSchema: z.ZodType<readonly ModelDescription[]> = z
  .array(
    z.object({
      id: z.string().min(1),
      label: z.string(),
      description: z.string(),
      source: z.string(),
      tags: z.array(z.string()),
      options: optionSchema,
      unavailable: z.string().exactOptional(),
    }),
  )
  .refine((models) => new Set(models.map(({ id }) => id)).size === models.length, 'ids must be unique');

const value = z.union([z.string(), z.number(), z.boolean()]);

/** The answer of `check()`. */
export const checkResultSchema: z.ZodType<CheckResult> = z.discriminatedUnion('accepted', [
  z.object({
    accepted: z.literal(true),
    adjustments: z.array(z.object({ field: z.string(), from: value, to: value, message: z.string() })),
    estimate: z.object({
      seconds: z.number().nonnegative().exactOptional(),
      peakBytes: z.number().nonnegative().exactOptional(),
    }),
  }),
  z.object({
    accepted: z.literal(false),
    reasons: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })).min(1),
  }),
]);

/** The answer of the start: what the backend can do with models beside generating. */
export const startSchema: z.ZodType<{ readonly manages: readonly ManagementAction[] }> = z.object({
  manages: z.array(z.enum(MANAGEMENT_ACTIONS)),
});

const size = z.number().nonnegative().exactOptional();

/** The answer of `management.status()`. */
export const modelStatusesSchema: z.ZodType<readonly ModelStatus[]> = z.array(
  z.object({
    id: z.string(),
    loaded: z.boolean(),
    memoryBytes: size,
    folder: z.string().exactOptional(),
    diskBytes: size,
    partialBytes: size,
  }),
);

/** What `management.fetch()` may yield. */
export const fetchProgressSchema: z.ZodType<FetchProgress> = z.object({
  doneBytes: z.number().nonnegative(),
  totalBytes: z.number().nonnegative(),
});
