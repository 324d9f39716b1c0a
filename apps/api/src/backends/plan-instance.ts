import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BackendManifest } from '@cyberimage/core';
import type { BackendHostOptions } from './backend-host-options.js';
import type { BackendInstanceState } from './backend-instance-status.js';
import type { BackendPackage } from './backend-package.js';
import { resolveSettings, type InstanceSettings } from './discovery/resolve-settings.js';
import { childEnvironment } from './instance/child-environment.js';
import { permissionFlags } from './instance/child-permissions.js';
import type { InstancePlan } from './instance/instance-plan.js';
import { networkRules } from './network/network-rules.js';

/** A plan, or for people why there can be none and what the instance is then. */
export type PlannedInstance = { readonly plan: InstancePlan } | UnplannedInstance;

/** An instance that is not started. */
export interface UnplannedInstance {
  readonly reason: string;
  readonly state: Extract<BackendInstanceState, 'parked' | 'stopped' | 'not-set-up' | 'not-granted'>;
}

/**
 * Works out what an instance of `source` is started with: its settings, folders and permissions.
 *
 * @param given the instance's settings; absent: it is the plugin's own, with those of the options and of variables
 */
export async function planInstance(
  source: BackendPackage,
  instanceId: string,
  options: BackendHostOptions,
  given?: InstanceSettings,
): Promise<PlannedInstance> {
  const { manifest, entryPath, version } = source;
  const { permissions = {} } = manifest;
  const environment = { ...process.env, ...options.variables };
  const own = options.settings?.[instanceId] ?? {};
  const settings = resolveSettings(manifest.settings, given ?? own, environment, given === undefined);
  if (!settings.valid) {
    return { reason: settings.reason, state: settings.isSetUp ? 'parked' : 'not-set-up' };
  }

  const data = join(options.paths.data, instanceId);
  const context = {
    instanceId,
    settings: settings.settings,
    models: permissions.models ? options.models : [],
    paths: { ...options.paths, data },
  };
  const launch = {
    directory: data,
    environment: permissions.environment ?? [],
    secrets: secretsOf(manifest, settings.settings),
    execArgv: await permissionFlags(source, context),
  };
  const network = networkRules({
    permissions,
    schema: manifest.settings,
    settings: settings.settings,
    variables: grantedVariables(permissions.environment),
    closed: options.closedAddresses ?? [],
  });
  const { displayName, id: backendId } = manifest;
  const entryUrl = pathToFileURL(entryPath).href;
  return { plan: { displayName, version, backendId, entryUrl, context, launch, network } };
}

/** Those that a manifest asks for, without those that every process gets. */
function grantedVariables(names: readonly string[] = []): Readonly<Record<string, string>> {
  const passed = childEnvironment(names);
  return Object.fromEntries(Object.entries(passed).filter(([name]) => names.includes(name)));
}

/** The values of the settings that are secrets. */
function secretsOf({ settings: schema }: BackendManifest, settings: InstanceSettings): string[] {
  const secret = Object.entries(schema?.properties ?? {}).filter(([, { writeOnly }]) => writeOnly === true);
  return secret.flatMap(([name]) => (settings[name] === undefined ? [] : [String(settings[name])]));
}
