import { z } from 'zod';

const settingsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const aliasSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/i,
    'expected up to 63 letters, digits, dots, dashes and underscores, beginning with a letter or digit',
  );

const fields = {
  plugin: z.string().optional().describe('Id of an installed plugin; forge where absent'),
  url: z.string().optional().describe('Short for the setting url'),
  auth: settingsSchema
    .optional()
    .describe('Credentials, by the names of the plugin: username and password for forge. Never sent back'),
  settings: settingsSchema
    .optional()
    .describe('Further settings as the plugin names them; null takes one away'),
  enabled: z.boolean().optional(),
};

/** A server as it is added. */
export const serverDraftSchema = z
  .strictObject({ alias: aliasSchema, ...fields })
  .meta({ id: 'ServerDraft' });

/** What is to change about a server. */
export const serverChangeSchema = z
  .strictObject({ alias: aliasSchema.optional(), ...fields })
  .meta({ id: 'ServerChange', description: 'What is left out stays' });
