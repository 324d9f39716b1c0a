import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** An empty place for data and pictures, with the environment that points to it. */
export interface Workspace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

export function createWorkspace(extra: Readonly<Record<string, string>> = {}): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'cyberimage-e2e-'));
  return {
    folder,
    env: {
      MEDIA_ROOT: join(folder, 'pictures'),
      CONFIG_DATA_PATH: join(folder, 'data'),
      // No .env of the developer's must change what a test sees.
      CYBERIMAGE_ENV_FILE: join(folder, 'absent.env'),
      ...extra,
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
