import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackendPackage, RefusedPackage } from '../backend-package.js';
import { readPackage } from './read-package.js';

/** What lies in the package roots. */
export interface DiscoveredPackages {
  readonly packages: readonly BackendPackage[];
  readonly refused: readonly RefusedPackage[];
}

/**
 * Finds the packages that offer a backend. No code of theirs is loaded.
 *
 * @param roots each one a package, or a folder of packages in the layout of node_modules (packages and
 *   `@scope` folders of packages). A root that does not exist holds none. On equal ids the earlier wins.
 */
export async function discoverPackages(roots: readonly string[]): Promise<DiscoveredPackages> {
  const directories = new Set<string>();
  for (const root of roots) {
    for (const directory of await packageFolders(root)) {
      // npm links workspaces into node_modules: one package, two paths.
      const real = await realpath(directory).catch(() => undefined);
      if (real !== undefined) directories.add(real);
    }
  }

  const packages = new Map<string, BackendPackage>();
  const refused: RefusedPackage[] = [];
  const found = await Promise.all(Array.from(directories, async (directory) => readPackage(directory)));
  for (const candidate of found) {
    if (candidate === undefined) continue;
    if ('reason' in candidate) {
      refused.push(candidate);
      continue;
    }
    const { id, displayName } = candidate.manifest;
    const earlier = packages.get(id);
    if (earlier === undefined) {
      packages.set(id, candidate);
    } else {
      const { directory, name, version } = candidate;
      const reason = `cyberimage.id: "${id}" is taken by the package in ${earlier.directory}`;
      refused.push({ directory, id: name, displayName, version, reason });
    }
  }
  return { packages: [...packages.values()], refused };
}

async function packageFolders(root: string): Promise<string[]> {
  if (await hasManifest(root)) return [root];
  const names = await folderNames(root);
  const nested = await Promise.all(
    names.map(async (name) => {
      const path = join(root, name);
      if (!name.startsWith('@')) return [path];
      return (await folderNames(path)).map((inner) => join(path, inner));
    }),
  );
  return nested.flat();
}

async function hasManifest(directory: string): Promise<boolean> {
  const text = await readFile(join(directory, 'package.json'), 'utf8').catch(() => '');
  return text.includes('"cyberimage"');
}

async function folderNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}
