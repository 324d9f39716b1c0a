import { readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendPermissions } from '@cyberimage/core';
import type { BackendPackage } from '../backend-package.js';
import type { InstanceContext } from '../protocol/host-message.js';

const HOST_CODE = fileURLToPath(new URL('..', import.meta.url));

/** Where runtimes ask how much memory and how many cores they may use. */
const MACHINE_FACTS = ['/proc/meminfo', '/proc/cpuinfo', '/sys/fs/cgroup', '/sys/devices/system'];

/**
 * Flags of Node's permission model that grant a backend's process what its manifest asks for:
 * https://nodejs.org/docs/latest-v24.x/api/permissions.html. It guards against mistakes and curious
 * plugins; a native addon is outside of it, and Node 24 has no switch for the network. Worker threads are
 * not granted by themselves: one that is started with flags of its own (`execArgv`) is outside of it, too.
 */
export async function permissionFlags(
  { directory, manifest }: BackendPackage,
  { models, paths }: Pick<InstanceContext, 'models' | 'paths'>,
): Promise<string[]> {
  const { nativeAddons, childProcesses, workerThreads, ...others } = manifest.permissions ?? {};
  const read = [HOST_CODE, directory, paths.data, ...MACHINE_FACTS];
  for (const folder of [HOST_CODE, directory]) read.push(...(await moduleFolders(folder)));
  const write = [paths.data];
  if (others.models) {
    const local = models.filter(({ source }) => source === 'local');
    read.push(paths.models, paths.loras, ...local.map(({ repo }) => resolve(paths.models, repo)));
    if (mayConnect(others.network)) write.push(paths.models);
  }
  return [
    '--permission',
    // Else any plugin could have this process open a debugger's port (process._debugProcess).
    '--disable-sigusr1',
    // Node warns about each of these grants; they are wanted.
    '--disable-warning=SecurityWarning',
    ...(nativeAddons ? ['--allow-addons'] : []),
    ...(childProcesses ? ['--allow-child-process'] : []),
    ...(workerThreads ? ['--allow-worker'] : []),
    ...(await everything(read)).map((path) => `--allow-fs-read=${path}`),
    ...(await everything(write)).map((path) => `--allow-fs-write=${path}`),
  ];
}

function mayConnect(network: BackendPermissions['network'] = []): boolean {
  return network === true || (network !== false && network.length > 0);
}

/** The node_modules folders that a module in `directory` resolves from, and the packages linked into them. */
async function moduleFolders(directory: string): Promise<string[]> {
  const folders: string[] = [];
  for (let at = directory; ; at = dirname(at)) {
    const folder = join(at, 'node_modules');
    const names = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (names) {
      folders.push(folder, ...(await linkedPackages(folder)));
      const scopes = names.filter(({ name }) => name.startsWith('@'));
      for (const { name } of scopes) folders.push(...(await linkedPackages(join(folder, name))));
    }
    if (dirname(at) === at) return folders;
  }
}

async function linkedPackages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => join(folder, name));
}

/** A folder that does not exist yet is taken for a file, unless its contents are named too. */
async function everything(paths: readonly string[]): Promise<string[]> {
  const real = await Promise.all(paths.map(async (path) => realpath(path).catch(() => path)));
  return [...new Set([...paths, ...real])].flatMap((path) => [path, join(path, '*')]);
}
