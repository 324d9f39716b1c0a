import { z } from 'zod';

const permissionFields = {
  native_addons: z.boolean(),
  child_processes: z.boolean(),
  environment: z.array(z.string()).describe('Names of variables'),
  network: z
    .union([z.boolean(), z.array(z.string().max(300)).max(100)])
    .describe('Hosts such as api.example.com, *.example.com or 127.0.0.1:8188; true for any, false for none'),
  worker_threads: z.boolean(),
  models: z.boolean(),
};

/** What a plugin may do, or asks for. */
export const pluginPermissionsSchema = z.strictObject(permissionFields).meta({ id: 'PluginPermissions' });

export const pluginSchema = z
  .object({
    id: z.string().describe('Of its manifest; the name of the package where the manifest is not readable'),
    name: z.string().describe('For people'),
    version: z.string().nullable(),
    state: z.enum(['usable', 'refused']),
    reason: z.string().nullable().describe('Why it is refused'),
    contract: z.string().nullable().describe('Range of contract versions that it fits'),
    enabled: z.boolean().describe('Whether the owner lets it run'),
    permissions: pluginPermissionsSchema.nullable().describe('What it asks for'),
    granted: pluginPermissionsSchema
      .nullable()
      .describe('What the owner lets it do; null where that was not decided: nothing of it is started then'),
    missing: z.array(z.string()).describe('What it asks for and was not granted, in words'),
    removable: z.boolean().describe('Whether it was installed through the studio, which can remove it'),
    settings: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('JSON schema of the settings that an instance takes'),
    instances: z.array(z.string()).describe('Ids of its backend instances'),
  })
  .meta({ id: 'Plugin' });

export type PluginView = z.infer<typeof pluginSchema>;

export const pluginsSchema = z.array(pluginSchema);

export const pluginInstallsSchema = z
  .object({ installs: z.enum(['off', 'files', 'registry']).describe('PLUGIN_INSTALLS of .env') })
  .meta({ id: 'PluginInstalls' });

const settingValue = z.union([z.string(), z.number(), z.boolean()]);

/** Settings of the instance that a plugin has of its own. */
export const pluginSettingsSchema = z
  .object({
    settings: z.record(z.string(), settingValue).describe('Those that are set, but the secret ones'),
    secrets: z.array(z.string()).describe('Names of the secret ones that are set; their values stay here'),
    from_environment: z
      .record(z.string(), settingValue)
      .describe('What variables of the environment give where nothing is set, but the secret ones'),
  })
  .meta({ id: 'PluginSettings' });

export const pluginSettingsChangeSchema = z
  .strictObject({
    settings: z
      .record(z.string(), z.union([settingValue, z.null()]))
      .describe('As the plugin names them; what is left out stays, null takes one away'),
  })
  .meta({ id: 'PluginSettingsChange' });

export const waitingJobsSchema = z.object({
  waiting_jobs: z
    .enum(['keep', 'fail'])
    .default('keep')
    .describe('Jobs that wait for it: keep answers 409 where there are any; with fail they fail at once'),
});

/** A package of the npm registry. */
export const pluginPackageSchema = z
  .strictObject({
    package: z
      .string()
      .max(300, 'expected at most 300 characters')
      .regex(
        /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*(?:@[a-z0-9.^~+-]+)?$/i,
        'expected the name of a package, with or without a version: cyberimage-plugin-mine@1.2.0',
      ),
  })
  .meta({ id: 'PluginPackage' });
