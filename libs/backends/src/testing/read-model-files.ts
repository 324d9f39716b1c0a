import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIXTURES } from './read-oracle.js';

/** The files of one of the small models by their paths in its folder, as a hub would have them. */
export function readModelFiles(name: string): Readonly<Record<string, Buffer>> {
  const folder = fileURLToPath(new URL(`models/${name}/`, FIXTURES));
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => join(parentPath, file));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path)]));
}
