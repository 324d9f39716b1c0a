/** Browsers may refuse storage, or have none left: the studio works without a memory then. */
type OpenStorage = () => Storage;

export const tabStorage: OpenStorage = () => sessionStorage;
export const lastingStorage: OpenStorage = () => localStorage;

export function readStored(open: OpenStorage, key: string): string | undefined {
  try {
    return open().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Forgets the key when `value` is undefined. */
export function writeStored(open: OpenStorage, key: string, value: string | undefined): void {
  try {
    if (value === undefined) open().removeItem(key);
    else open().setItem(key, value);
  } catch {
    // Nothing depends on it.
  }
}
