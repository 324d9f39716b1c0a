import { stat } from 'node:fs/promises';
import { BackendError } from '@cyberimage/core';

/**
 * What `read` finds in a file, read once for as long as the file's size and time of change stay: a list of
 * models is asked for often, before each picture too, and graphs are long.
 *
 * @returns reads a file by its path; it throws BackendError `model-missing` for one that is absent, and what
 *   `read` throws, which is tried again the next time
 */
export function rememberByFile<T>(
  read: (path: string, sizeBytes: number) => Promise<T>,
): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return async (path) => {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new BackendError('model-missing', `${path} does not exist`);
    const key = `${path} ${found.size} ${found.mtimeMs}`;
    const reading = known.get(key) ?? read(path, found.size);
    known.set(key, reading);
    try {
      return await reading;
    } catch (error) {
      known.delete(key);
      throw error;
    }
  };
}
