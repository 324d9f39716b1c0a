import type { OptionSchema } from '@cyberimage/core';
import { z } from 'zod';

const base = {
  label: z.string(),
  description: z.string().optional(),
  group: z.enum(['main', 'advanced']).optional(),
  needs: z.string().optional().describe('The option without which this one has no effect'),
};

const textOptionSchema = z
  .object({
    type: z.literal('text'),
    ...base,
    maxLength: z.int(),
    default: z.string(),
    required: z.boolean().optional(),
  })
  .meta({ id: 'TextOption' });

const numberOptionSchema = z
  .object({
    type: z.enum(['integer', 'number']),
    ...base,
    min: z.number(),
    max: z.number(),
    step: z.number(),
    default: z.number(),
    unit: z.string().optional(),
  })
  .meta({ id: 'NumberOption' });

const seedOptionSchema = z
  .object({ type: z.literal('seed'), ...base, default: z.literal(-1) })
  .meta({ id: 'SeedOption' });

const choiceSchema = z
  .object({ value: z.string(), label: z.string(), aliases: z.array(z.string()).readonly().optional() })
  .meta({ id: 'Choice' });

const choiceOptionSchema = z
  .object({
    type: z.literal('choice'),
    ...base,
    choices: z.array(choiceSchema).readonly(),
    default: z.string(),
  })
  .meta({ id: 'ChoiceOption' });

const booleanOptionSchema = z
  .object({ type: z.literal('boolean'), ...base, default: z.boolean() })
  .meta({ id: 'BooleanOption' });

const imageOptionSchema = z
  .object({
    type: z.literal('image'),
    ...base,
    role: z.enum(['picture', 'mask']),
    of: z.string().optional(),
    default: z.literal(''),
  })
  .meta({ id: 'ImageOption' });

const loraOptionSchema = z
  .object({
    type: z.literal('loras'),
    ...base,
    choices: z.array(choiceSchema).readonly(),
    min: z.number(),
    max: z.number(),
    step: z.number(),
    default: z.literal(''),
  })
  .meta({ id: 'LoraOption' });

const optionSpecSchema = z
  .discriminatedUnion('type', [
    textOptionSchema,
    numberOptionSchema,
    seedOptionSchema,
    choiceOptionSchema,
    booleanOptionSchema,
    imageOptionSchema,
    loraOptionSchema,
  ])
  .meta({ id: 'OptionSpec' });

/** A model's option schema, as the contract has it. */
export const optionSchemaSchema = z
  .record(z.string(), optionSpecSchema)
  .meta({ id: 'OptionSchema', description: 'Parameters by name, in the order of a form' });

/** Fails to compile when the contract's type and this schema part. */
export const asOptionSchema = (options: OptionSchema): z.infer<typeof optionSchemaSchema> => options;
