import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Changes when a file is written anew; empty for one that is not there. */
export async function fileStamp(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}

/**
 * Changes when a package comes, goes or is built anew in one of the folders. Cheap enough to ask every few
 * seconds: no package is read through, and of a `node_modules` only whether anything was added or removed.
 */
export async function stampOfRoots(roots: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    roots.map(async (root) => (root.endsWith('node_modules') ? fileStamp(root) : stampOfFolder(root))),
  );
  return stamps.join('\n');
}

async function stampOfFolder(root: string): Promise<string> {
  const names = await readdir(root).catch((): string[] => []);
  const folders = [root, ...names.filter((name) => !name.startsWith('.')).map((name) => join(root, name))];
  const stamps = await Promise.all(
    folders.map(async (folder) => `${folder} ${await stampOfPackage(folder)}`),
  );
  return stamps.join('\n');
}

async function stampOfPackage(folder: string): Promise<string> {
  const manifest = join(folder, 'package.json');
  const text = await readFile(manifest, 'utf8').catch(() => '');
  const entry = /"entry"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  return `${await fileStamp(manifest)} ${entry === undefined ? '' : await fileStamp(join(folder, entry))}`;
}
