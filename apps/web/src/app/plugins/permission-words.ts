import type { PluginPermissions } from '../api/generated/models/plugin-permissions';

/** What a plugin may do beyond what every one may, in words; the weightiest first. */
export function permissionWords(permissions: PluginPermissions): readonly string[] {
  const { native_addons: addons, child_processes: processes, network, models, environment } = permissions;
  return [
    addons && $localize`Load native code, which can do whatever you can`,
    processes && $localize`Start programs, which can do whatever you can`,
    network && $localize`Reach the network`,
    models && $localize`Read the folders of models and LoRAs`,
    ...environment.map((name) => $localize`Read the variable ${name}:name:`),
  ].filter((words) => words !== false);
}
