import { readdir, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { BackendError, type ModelLine } from '@cyberimage/core';
import { findStagingFolders, lockFile } from './hugging-face/download-folders.js';
import { acquireDownloadLock } from './hugging-face/download-lock.js';
import { readModelPlace } from './hugging-face/model-place.js';

/** Where a model's files are or go to. */
export interface ModelFiles {
  /** Absolute. */
  readonly folder: string;
  /** What the files take on the disk; 0 while they are not there. */
  readonly diskBytes: number;
  /** What unfinished downloads have left. */
  readonly partialBytes: number;
}

/**
 * @param modelsPath `MODELS_PATH`, absolute
 * @returns undefined for a line that names no place
 */
export async function findModelFiles(line: ModelLine, modelsPath: string): Promise<ModelFiles | undefined> {
  const folder = folderOf(line, modelsPath);
  if (folder === undefined) return undefined;
  const parts = await Promise.all((await findStagingFolders(folder)).map(bytesIn));
  return {
    folder,
    diskBytes: await bytesIn(folder),
    partialBytes: parts.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/**
 * Removes a model's files, those of unfinished downloads included.
 *
 * @param others the lines of all other models
 * @throws BackendError `invalid-request` for a folder that lies outside of the models or is another model's
 *   too; `unavailable` while it is downloaded
 */
export async function removeModelFiles(
  line: ModelLine,
  others: readonly ModelLine[],
  modelsPath: string,
): Promise<void> {
  const folder = folderOf(line, modelsPath);
  if (folder === undefined) return;
  if (!isInside(modelsPath, folder)) {
    const message = `${folder} is not among the models in ${modelsPath}; remove it by hand`;
    throw new BackendError('invalid-request', message);
  }
  const sharing = others.find((other) => {
    const used = folderOf(other, modelsPath);
    return used === folder || (used !== undefined && isInside(folder, used));
  });
  if (sharing !== undefined) {
    throw new BackendError('invalid-request', `${folder} is used by the model ${sharing.name} too`);
  }
  await using _lock = await acquireDownloadLock(lockFile(folder));
  for (const path of [folder, ...(await findStagingFolders(folder))]) {
    await rm(path, { recursive: true, force: true });
  }
}

function folderOf(line: ModelLine, modelsPath: string): string | undefined {
  if (line.source === 'local') return resolve(modelsPath, line.repo);
  const place = line.source === 'huggingface' ? readModelPlace(line) : '';
  return typeof place === 'string' ? undefined : join(modelsPath, place.folder);
}

function isInside(parent: string, path: string): boolean {
  const way = relative(parent, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

/** Files come and go while they are counted: what is not there takes nothing. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const found = await stat(join(parentPath, name)).catch(() => undefined);
      return found?.isFile() === true ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
