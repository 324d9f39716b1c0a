import type { BackendPermissions } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { BackendHost } from '../../backends/backend-host.service.js';
import type { BackendPackage, RefusedPackage } from '../../backends/backend-package.js';
import { missingGrants } from '../../backends/plugin-policy.js';
import { PluginInstaller } from '../../plugins/plugin-installer.service.js';
import { ServerStore } from '../../servers/server-store.service.js';
import type { pluginPermissionsSchema, PluginView } from './schemas/plugin.schema.js';

type PermissionsView = z.infer<typeof pluginPermissionsSchema>;

/** Plugins as the API shows them. */
@Injectable()
export class PluginViews {
  constructor(
    private readonly host: BackendHost,
    private readonly servers: ServerStore,
    private readonly installer: PluginInstaller,
  ) {}

  async list(): Promise<PluginView[]> {
    const { packages, refused } = await this.host.packages();
    const servers = await this.servers.list();
    const own = new Set(
      this.host
        .statuses()
        .filter(({ state }) => state !== 'not-set-up')
        .map(({ instanceId }) => instanceId),
    );
    const usable = packages.map((source) => {
      const { id } = source.manifest;
      const added = servers.filter(({ plugin }) => plugin === id).map((server) => server.id);
      return this.toView(source, own.has(id) ? [id, ...added] : added);
    });
    return [...usable, ...refused.map(toRefusedView)];
  }

  async show(id: string): Promise<PluginView> {
    const found = (await this.list()).find((plugin) => plugin.id === id);
    if (found === undefined) throw new RangeError(`the plugin ${id} vanished`);
    return found;
  }

  private toView(source: BackendPackage, instances: string[]): PluginView {
    const { manifest, version } = source;
    const { isEnabled, granted } = this.host.policyOf(source);
    return {
      id: manifest.id,
      name: manifest.displayName,
      version: version ?? null,
      state: 'usable',
      reason: null,
      contract: manifest.contract,
      enabled: isEnabled,
      permissions: toPermissionsView(manifest.permissions),
      granted: granted === undefined ? null : toPermissionsView(granted),
      missing: missingGrants(manifest.permissions, granted ?? {}),
      removable: this.installer.isInstalled(source),
      settings: manifest.settings === undefined ? null : { ...manifest.settings },
      instances,
    };
  }
}

/** As the contract names them. */
export function toPermissions(view: PermissionsView): BackendPermissions {
  const { native_addons: nativeAddons, child_processes: childProcesses, ...more } = view;
  const { worker_threads: workerThreads, ...others } = more;
  return { nativeAddons, childProcesses, workerThreads, ...others };
}

function toPermissionsView(permissions: BackendPermissions = {}): PermissionsView {
  const { nativeAddons, childProcesses, workerThreads, environment, network = false, models } = permissions;
  return {
    native_addons: nativeAddons === true,
    child_processes: childProcesses === true,
    environment: [...(environment ?? [])],
    network: typeof network === 'boolean' ? network : [...network],
    worker_threads: workerThreads === true,
    models: models === true,
  };
}

function toRefusedView({ id, displayName, version, reason }: RefusedPackage): PluginView {
  const unknown = { contract: null, permissions: null, granted: null, settings: null };
  const nothing = { enabled: false, missing: [], removable: false, instances: [] };
  return {
    id,
    name: displayName,
    version: version ?? null,
    state: 'refused',
    reason,
    ...unknown,
    ...nothing,
  };
}
