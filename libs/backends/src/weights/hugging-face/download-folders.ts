import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** As many digits of a commit as tell its folders apart. */
const COMMIT_DIGITS = 12;

/** Where the files of a download gather until all are there. @param target the model's folder, absolute */
export function stagingFolder(target: string, commit: string): string {
  return `${target}.download-${commit.slice(0, COMMIT_DIGITS)}`;
}

/** The staging folders that are there, of whatever commit. @param target the model's folder, absolute */
export async function findStagingFolders(target: string): Promise<readonly string[]> {
  const names = await readdir(dirname(target)).catch(() => []);
  return names
    .filter((name) => name.startsWith(`${basename(target)}.download-`))
    .map((name) => join(dirname(target), name));
}

/** The lock of a model's folder. @param target the model's folder, absolute */
export function lockFile(target: string): string {
  return `${target}.lock`;
}
