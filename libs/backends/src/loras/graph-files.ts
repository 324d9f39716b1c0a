import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readComponentNames } from './component-weights.js';

const OWNER_ONLY = 0o600;

/** The graph itself, or weights beside it. */
export interface GraphFile {
  /** Relative to the graph's folder. */
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** @param graph absolute path */
export async function filesOfGraph(graph: string): Promise<readonly GraphFile[]> {
  const { files } = await readComponentNames(graph);
  return Promise.all(
    [basename(graph), ...files].map(async (name) => {
      const { size, mtimeMs } = await stat(join(dirname(graph), name));
      return { name, size, modifiedMs: mtimeMs };
    }),
  );
}

/** Copies that cost nothing where the file system shares blocks. @param to absolute path of a folder */
export async function copyGraphFiles(graph: string, files: readonly GraphFile[], to: string): Promise<void> {
  for (const { name } of files) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await copyFile(join(dirname(graph), name), join(to, name), constants.COPYFILE_FICLONE);
    // A copy has the permissions of a model that may be read only.
    await chmod(join(to, name), OWNER_ONLY);
  }
}
