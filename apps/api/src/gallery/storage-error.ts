const CODES: Readonly<Record<string, readonly [code: string, text: string]>> = {
  ENOSPC: ['storage-full', 'is full'],
  EDQUOT: ['storage-full', 'is full'],
  EACCES: ['storage-failed', 'may not be written to'],
  EROFS: ['storage-failed', 'is read-only'],
};

/** A picture could not be stored. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly code: string,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }

  static from(error: unknown, folder: string): StorageError {
    const errno = (error as NodeJS.ErrnoException).code ?? '';
    const [code, text] = CODES[errno] ?? [
      'storage-failed',
      `could not be written to (${errno || String(error)})`,
    ];
    return new StorageError(
      code,
      `The disk with the folder for pictures (${folder}) ${text}; the picture was not kept`,
      error,
    );
  }
}
