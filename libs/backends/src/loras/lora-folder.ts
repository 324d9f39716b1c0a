import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { hashLora, type LoraHashes } from './hash-lora.js';
import { tellFamily, type LoraFamily } from './lora-family.js';
import { readSafetensorsHeader, withFile } from './safetensors-file.js';

/** A LoRA file as it was found. */
export interface LoraFile {
  /** From the folder, with forward slashes and without ending: `styles/ink`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** What it was made for, where that can be told. */
  readonly family: LoraFamily | undefined;
}

const ENDING = /\.(safetensors|sft)$/i;

/** The folder of LoRAs. It is looked at anew each time; files that have not changed are not read again. */
export class LoraFolder {
  readonly #root: string;
  readonly #families = new Map<string, Promise<LoraFamily | undefined>>();
  readonly #hashes = new Map<string, Promise<LoraHashes>>();
  #scan: Promise<readonly LoraFile[]> | undefined;

  /** @param root `LORA_PATH`, absolute; need not exist */
  constructor(root: string) {
    this.#root = root;
  }

  /** All LoRAs in it and in the folders below, by name. Links that lead out of it are left out. */
  async list(): Promise<readonly LoraFile[]> {
    this.#scan ??= this.#read().finally(() => {
      this.#scan = undefined;
    });
    return this.#scan;
  }

  /** Worked out once for each version of a file. */
  async hashes(file: LoraFile): Promise<LoraHashes> {
    const key = versionOf(file);
    const hashing = this.#hashes.get(key) ?? hashLora(file.path);
    this.#hashes.set(key, hashing);
    // What failed once may work next time.
    hashing.catch(() => this.#hashes.delete(key));
    return hashing;
  }

  async #read(): Promise<readonly LoraFile[]> {
    const root = await realpath(this.#root).catch(() => undefined);
    if (root === undefined) return [];
    const paths = await findFiles(root, root, new Set());
    const files = await Promise.all(paths.map((path) => this.#describe(root, path)));
    return files
      .filter((file) => file !== undefined)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  async #describe(root: string, path: string): Promise<LoraFile | undefined> {
    // Files come and go while they are looked at.
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) return undefined;
    const name = relative(root, path).replaceAll(sep, '/').replace(ENDING, '');
    const file = { name, path, sizeBytes: found.size, modifiedMs: found.mtimeMs };
    const key = versionOf(file);
    const telling = this.#families.get(key) ?? familyOf(path);
    this.#families.set(key, telling);
    return { ...file, family: await telling };
  }
}

function versionOf({ path, sizeBytes, modifiedMs }: Omit<LoraFile, 'name' | 'family'>): string {
  return `${path} ${sizeBytes} ${modifiedMs}`;
}

/** A damaged file is told of when somebody wants to use it. */
async function familyOf(path: string): Promise<LoraFamily | undefined> {
  return withFile(path, readSafetensorsHeader).then(tellFamily, () => undefined);
}

async function findFiles(root: string, folder: string, visited: Set<string>): Promise<readonly string[]> {
  const real = await realpath(folder);
  if (visited.has(real)) return [];
  visited.add(real);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      const target = entry.isSymbolicLink() ? await targetWithin(root, path) : path;
      if (target === undefined) return [];
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && !ENDING.test(entry.name));
      if (isFolder) return findFiles(root, path, visited);
      return ENDING.test(entry.name) ? [path] : [];
    });
  return (await Promise.all(found)).flat();
}

async function targetWithin(root: string, link: string): Promise<string | undefined> {
  const target = await realpath(link).catch(() => undefined);
  return target?.startsWith(`${root}${sep}`) === true ? target : undefined;
}
