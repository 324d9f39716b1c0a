import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { BackendHost } from '../../backends/backend-host.service.js';
import type { BackendPackage, RefusedPackage } from '../../backends/backend-package.js';
import { ServerStore } from '../../servers/server-store.service.js';
import { pluginsSchema, type PluginView } from './schemas/plugin.schema.js';

@ApiTags('plugins')
@Controller('api/v1/plugins')
export class PluginsController {
  constructor(
    private readonly host: BackendHost,
    private readonly servers: ServerStore,
  ) {}

  /** The packages that offer a backend, those that cannot be used included. */
  @Get()
  @ApiOkResponse({ standardSchema: pluginsSchema, description: 'All installed plugins' })
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
      return toView(source, own.has(id) ? [id, ...added] : added);
    });
    return [...usable, ...refused.map(toRefusedView)];
  }
}

function toView({ manifest, version }: BackendPackage, instances: string[]): PluginView {
  const { nativeAddons, childProcesses, environment, network, models } = manifest.permissions ?? {};
  return {
    id: manifest.id,
    name: manifest.displayName,
    version: version ?? null,
    state: 'usable',
    reason: null,
    contract: manifest.contract,
    permissions: {
      native_addons: nativeAddons === true,
      child_processes: childProcesses === true,
      environment: [...(environment ?? [])],
      network: network === true,
      models: models === true,
    },
    settings: manifest.settings === undefined ? null : { ...manifest.settings },
    instances,
  };
}

function toRefusedView({ id, displayName, version, reason }: RefusedPackage): PluginView {
  const unknown = { contract: null, permissions: null, settings: null, instances: [] };
  return { id, name: displayName, version: version ?? null, state: 'refused', reason, ...unknown };
}
