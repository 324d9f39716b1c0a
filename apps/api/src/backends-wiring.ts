import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Logger, type DynamicModule } from '@nestjs/common';
import type { BackendLog } from '@cyberimage/core';
import type { BackendPackage } from './backends/backend-package.js';
import { BackendsModule } from './backends/backends.module.js';
import type { NetworkAddress } from './backends/network/network-rules.js';
import { Settings } from './platform/config/settings.js';

/** A package that is dropped in is on view soon enough. */
const WATCH_INTERVAL_MS = 3000;

const USUAL_PORTS: Readonly<Record<string, number>> = {
  'redis:': 6379,
  'rediss:': 6379,
  'postgres:': 5432,
  'postgresql:': 5432,
};

/** The plugin host for this installation: packages under libs/backends, plugins and node_modules. */
export const hostedBackends: DynamicModule = {
  ...BackendsModule.forRootAsync({
    inject: [Settings],
    useFactory: (settings: Settings) => ({
      packageRoots: [...OWN_ROOTS.map((name) => join(settings.rootPath, name)), settings.plugins.installPath],
      isTrusted: trustIn(settings),
      watchIntervalMs: WATCH_INTERVAL_MS,
      closedAddresses: ownServices(settings),
      models: settings.models,
      paths: {
        models: settings.modelsPath,
        loras: settings.loraPath,
        data: join(settings.dataPath, 'backends'),
      },
      log: logOfBackends(),
    }),
  }),
  global: true,
};

/** Where packages lie that an owner has put into the studio's own folder. */
const OWN_ROOTS = ['libs/backends', 'plugins', 'node_modules'];

/** The trusted ids hold for packages of the studio's own folder: one from elsewhere could call itself anything. */
function trustIn({ rootPath, plugins }: Settings): (source: BackendPackage) => boolean {
  const roots = OWN_ROOTS.map((name) => join(rootPath, name)).filter((path) => existsSync(path));
  const folders = roots.map((path) => realpathSync(path));
  return ({ directory, manifest }) =>
    plugins.trusted.includes(manifest.id) &&
    folders.some((folder) => directory === folder || directory.startsWith(`${folder}${sep}`));
}

/** What the studio listens at and keeps its data in. */
function ownServices({ port, redisUrl, databaseUrl }: Settings): NetworkAddress[] {
  const urls = [redisUrl, databaseUrl].map((text) => (text === undefined ? null : URL.parse(text)));
  const services = urls.flatMap((url) =>
    url === null ? [] : [{ host: url.hostname, port: Number(url.port) || (USUAL_PORTS[url.protocol] ?? 0) }],
  );
  return [{ host: 'localhost', port }, ...services];
}

function logOfBackends(): BackendLog {
  const logger = new Logger('Backends');
  return (level, message, data = {}) => {
    const method = level === 'info' ? 'log' : level;
    logger[method](data, message);
  };
}
