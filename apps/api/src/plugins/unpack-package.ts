import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';

const MAX_BYTES = 256 * 2 ** 20;
const MAX_ENTRIES = 20_000;

/** A package file that is not unpacked, for people. */
export class PackageFileError extends Error {}

/**
 * Unpacks a package file as `npm pack` makes them: a gzipped tar whose files lie in one folder. Plain files and
 * folders only, and not without end.
 *
 * @param file path of the `.tgz`
 * @param folder new folder that gets what lies in the file's own one
 * @throws PackageFileError
 */
export async function unpackPackage(file: string, folder: string): Promise<void> {
  await mkdir(folder);
  let bytes = 0;
  let entries = 0;
  let fault: string | undefined;
  const unpack = extract({
    cwd: folder,
    strip: 1,
    // Absolute paths and those with .. never leave the folder, nor do links that came before.
    preservePaths: false,
    noChmod: true,
    strict: true,
    filter: (path, entry) => {
      entries += 1;
      bytes += entry.size ?? 0;
      const type: string = 'type' in entry ? entry.type : 'File';
      if (!['File', 'OldFile', 'Directory'].includes(type)) fault ??= `${path} is a ${type}`;
      if (path.split(/[/\\]/).includes('..') || path.startsWith('/'))
        fault ??= `${path} leads out of the package`;
      if (bytes > MAX_BYTES) fault ??= `it unpacks to more than ${MAX_BYTES / 2 ** 20} MiB`;
      if (entries > MAX_ENTRIES) fault ??= `it holds more than ${MAX_ENTRIES} files`;
      return fault === undefined;
    },
  });
  try {
    await pipeline(createReadStream(file), unpack);
  } catch (error) {
    throw new PackageFileError(
      fault ?? `it is no package file as npm pack makes them: ${(error as Error).message}`,
    );
  }
  if (fault !== undefined) throw new PackageFileError(fault);
  if (entries === 0) throw new PackageFileError('it is empty');
}
