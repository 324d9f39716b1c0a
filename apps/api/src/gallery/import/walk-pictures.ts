import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const PICTURE_NAME = /\.(png|jpe?g|webp)$/i;

/**
 * The picture files below a folder, as paths with forward slashes relative to it, in a fixed order. Links
 * and hidden files are not followed: what is outside stays outside.
 *
 * @param after only files behind this one in the order
 */
export async function* walkPictures(root: string, after = '', below = ''): AsyncIterable<string> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const sorted = entries.toSorted((a, b) => compare(orderOf(a), orderOf(b)));
  for (const entry of sorted) {
    if (entry.name.startsWith('.')) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      // A folder that lies before the place altogether need not be read.
      if (compare(`${path}/\uffff`, after) > 0) yield* walkPictures(root, after, path);
    } else if (entry.isFile() && PICTURE_NAME.test(entry.name) && compare(path, after) > 0) yield path;
  }
}

/** Folders sort with their slash, so that the order of entries is the order of whole paths. */
function orderOf(entry: { name: string; isDirectory(): boolean }): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
