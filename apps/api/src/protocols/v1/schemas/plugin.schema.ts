import { z } from 'zod';

const pluginSchema = z
  .object({
    id: z.string().describe('Of its manifest; the name of the package where the manifest is not readable'),
    name: z.string().describe('For people'),
    version: z.string().nullable(),
    state: z.enum(['usable', 'refused']),
    reason: z.string().nullable().describe('Why it is refused'),
    contract: z.string().nullable().describe('Range of contract versions that it fits'),
    permissions: z
      .object({
        native_addons: z.boolean(),
        child_processes: z.boolean(),
        environment: z.array(z.string()).describe('Names of variables'),
        network: z.boolean(),
        models: z.boolean(),
      })
      .nullable()
      .describe('What it asks for; all of it is granted'),
    settings: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('JSON schema of the settings that an instance takes'),
    instances: z.array(z.string()).describe('Ids of its backend instances'),
  })
  .meta({ id: 'Plugin' });

export type PluginView = z.infer<typeof pluginSchema>;

export const pluginsSchema = z.array(pluginSchema);
