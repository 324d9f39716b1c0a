import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells a folder's states apart: the names, sizes and times of change of all files in it, those that links lead
 * to included. Looked at without giving way: thirty files take a third of a millisecond so, and ten times as long
 * through the pool of threads, before each picture.
 *
 * @param root absolute; need not exist
 */
export function folderStamp(root: string): string {
  return stampsOf(root, '').join('\n');
}

function stampsOf(folder: string, prefix: string): readonly string[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    // Files come and go while they are looked at; links may lead nowhere.
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [`${prefix}${name} absent`];
    // Of a folder only what is in it counts.
    if (found.isDirectory()) return name.startsWith('.') ? [] : stampsOf(path, `${prefix}${name}/`);
    return [`${prefix}${name} ${found.size} ${found.mtimeMs}`];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
