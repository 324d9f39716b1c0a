import type { Plugin } from '../api/generated/models/plugin';
import type { PluginPermissions } from '../api/generated/models/plugin-permissions';

/** What a plugin may do beyond what every one may, in words; the weightiest first. */
export function permissionWords(permissions: PluginPermissions): readonly string[] {
  const { native_addons: addons, child_processes: processes, worker_threads: threads } = permissions;
  const { network, models, environment } = permissions;
  return [
    addons && $localize`Load native code, which can do whatever you can`,
    processes && $localize`Start programs, which can do whatever you can`,
    threads && $localize`Start threads that nothing holds back from your files`,
    ...networkWords(network),
    models && $localize`Read the folders of models and LoRAs`,
    ...environment.map((name) => $localize`Read the variable ${name}:name:`),
  ].filter((words) => words !== false);
}

function networkWords(network: PluginPermissions['network']): readonly string[] {
  if (network === true) return [$localize`Reach any host on the network, this machine included`];
  if (network === false) return [];
  return network.map((host) =>
    host.startsWith('*.')
      ? $localize`Reach every host under ${host.slice(2)}:domain:`
      : $localize`Reach the host ${host}:host:`,
  );
}

/** Whether it also reaches the servers that its owner names. */
export function takesAddresses({ settings }: Plugin): boolean {
  const properties = Object.values((settings?.['properties'] ?? {}) as Record<string, { format?: string }>);
  return properties.some(({ format }) => format === 'uri');
}
