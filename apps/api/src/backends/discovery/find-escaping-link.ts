import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * A symbolic link in a package that leads out of it, from the package's folder. Read rights follow links, so
 * such a package would read what it was not granted. Its dependencies (node_modules) are npm's to link.
 *
 * @param directory real path of the package's folder
 */
export async function findEscapingLink(directory: string): Promise<string | undefined> {
  const folders = [directory];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') folders.push(path);
      if (!entry.isSymbolicLink() || (await leadsInto(directory, path))) continue;
      if (entry.name !== 'node_modules') return relative(directory, path);
    }
  }
  return undefined;
}

async function leadsInto(directory: string, path: string): Promise<boolean> {
  // A link to nothing leads nowhere, for now: what may come to lie there is not the package's.
  const real = await realpath(path).catch(() => '');
  return real.startsWith(`${directory}${sep}`);
}
