import type { InstanceSettings } from './discovery/resolve-settings.js';

/** An instance that the owner has added. */
export interface InstanceSpec {
  /** Never changes, so that jobs can refer to it: `forge-3f9a1c2e`. */
  readonly id: string;
  /** The owner's name for it. */
  readonly alias: string;
  /** The id of the plugin's manifest. */
  readonly pluginId: string;
  /** Secrets included. */
  readonly settings: InstanceSettings;
  readonly isEnabled: boolean;
}

/** Whether a process started for `a` can go on serving `b`. */
export function runsAlike(a: InstanceSpec, b: InstanceSpec): boolean {
  const relevant = ({ pluginId, settings, isEnabled }: InstanceSpec): string =>
    JSON.stringify([pluginId, isEnabled, Object.entries(settings).sort(([x], [y]) => (x < y ? -1 : 1))]);
  return relevant(a) === relevant(b);
}
