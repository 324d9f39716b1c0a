import { statfs } from 'node:fs/promises';
import { BackendError } from '@cyberimage/core';

/** Left free for everything else that writes to the disk. */
const RESERVE_BYTES = 256 * 2 ** 20;

const GIGABYTE = 1e9;

/** Tells how many bytes of a folder's disk are free. */
export type FreeBytes = (folder: string) => Promise<number>;

/** What an ordinary user may still write to the disk of a folder. */
export const freeBytesOf: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/**
 * Refuses to begin what would fill the disk.
 *
 * @param what is to be written, for people: `the model`
 * @param folder exists
 * @param neededBytes still to be written there
 * @throws BackendError `model-missing` with both figures
 */
export async function requireSpace(
  what: string,
  folder: string,
  neededBytes: number,
  freeBytes: FreeBytes,
): Promise<void> {
  const free = await freeBytes(folder);
  if (neededBytes === 0 || neededBytes + RESERVE_BYTES <= free) return;
  const [needed, left] = [neededBytes, free].map((bytes) => `${(bytes / GIGABYTE).toFixed(1)} GB`);
  const message = `${what} takes ${needed} more, but the disk of ${folder} has only ${left} free`;
  throw new BackendError('model-missing', message);
}
