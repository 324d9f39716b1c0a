import { z } from 'zod';
import { SETTING_GROUPS } from '../../../settings/changeable-settings.js';

const value = z.union([z.string(), z.number(), z.boolean()]).nullable();

const settingSchema = z
  .object({
    name: z.string().describe('The variable of .env that gives it, too'),
    group: z.enum(SETTING_GROUPS),
    backend: z
      .string()
      .nullable()
      .describe('Whose setting it is: that backend is started anew after a change'),
    label: z.string(),
    description: z.string(),
    type: z.enum(['integer', 'number', 'text', 'choice', 'boolean']),
    min: z.number().nullable(),
    max: z.number().nullable(),
    choices: z.array(z.string()).nullable(),
    unit: z.string().nullable(),
    secret: z.boolean().describe('Its value is taken and never told'),
    long: z.boolean().describe('A text of several lines'),
    value: value.describe('What counts now'),
    is_set: z.boolean(),
    default: value,
    environment: value.describe('What .env says'),
    source: z.enum(['default', 'environment', 'here']).describe('What counts; a change made here goes first'),
  })
  .meta({ id: 'Setting' });

export type SettingView = z.infer<typeof settingSchema>;

export const settingsSchema = z.object({ settings: z.array(settingSchema) }).meta({ id: 'Settings' });

export const settingChangesSchema = z
  .record(z.string().max(64), value)
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one setting')
  .meta({
    id: 'SettingChanges',
    description: 'Values by the name of the setting; null goes back to what .env says, or the default',
    example: { GENERATIONS_PER_HOUR: 100, ENRICH_MODEL: null },
  });
