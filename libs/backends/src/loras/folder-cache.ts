import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

const PARTIAL = '.partial';

/**
 * Folders that are made once and kept for later, within a budget: what was used longest ago goes. When a folder was
 * used is its time of change. Not for two users of one folder at a time.
 */
export class FolderCache {
  readonly #folder: string;
  readonly #budgetBytes: number;

  /**
   * @param folder absolute; made when first needed. Nothing else lies in it
   * @param budgetBytes of all together; the newest one may take more
   */
  constructor(folder: string, budgetBytes: number) {
    this.#folder = folder;
    this.#budgetBytes = budgetBytes;
  }

  /**
   * @param key name of the folder
   * @param make fills it; what it throws is thrown, and nothing stays
   * @returns its absolute path
   */
  async find(key: string, make: (folder: string) => Promise<void>): Promise<string> {
    const folder = join(this.#folder, key);
    if (await markUsed(folder)) return folder;
    const partial = `${folder}${PARTIAL}`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    try {
      await make(partial);
      await rename(partial, folder);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
    await this.#prune(key);
    return folder;
  }

  /** Removes what was used longest ago, and what an earlier process left half done. */
  async #prune(kept: string): Promise<void> {
    const names = await readdir(this.#folder);
    const entries = await Promise.all(names.map(async (name) => measure(this.#folder, name)));
    let bytes = 0;
    for (const entry of entries.toSorted((one, other) => other.usedMs - one.usedMs)) {
      bytes += entry.bytes;
      if (entry.name === kept || (bytes <= this.#budgetBytes && !entry.name.endsWith(PARTIAL))) continue;
      // Where files that are in use cannot be removed (Windows), they go another time.
      await rm(join(this.#folder, entry.name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** @returns whether the folder is there */
function markUsed(folder: string): Promise<boolean> {
  const now = new Date();
  return utimes(folder, now, now).then(
    () => true,
    () => false,
  );
}

async function measure(parent: string, name: string) {
  const folder = join(parent, name);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => stat(join(file.parentPath, file.name))));
  const usedMs = (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
  return { name, usedMs, bytes: sizes.reduce((sum, { size }) => sum + size, 0) };
}
