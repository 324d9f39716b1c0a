import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file that is either whole or absent, also after a power cut: a temporary file beside it, fsync,
 * rename, fsync of the folder.
 */
export async function writeDurably(path: string, data: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = temporaryPath(path);
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** A new folder must be on disk as well, in each folder above it up to one that was there before. */
async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  if (firstMade === undefined) return;
  for (let made = folder; made.length >= firstMade.length; made = dirname(made))
    await syncFolder(dirname(made));
}

/** Removes a file, and what an interrupted write of it may have left. */
export async function removeDurable(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(temporaryPath(path), { force: true });
}

function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.part`);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows can't open folders; its rename is durable by the file system's journal alone.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
