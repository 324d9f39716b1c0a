import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../platform/config/settings.js';
import { loadSettings } from '../platform/config/load-settings.js';
import { repositoryRoot } from '../platform/config/repository-root.js';

/** Settings in a folder of their own, which disposal removes. */
export interface TestSettings extends AsyncDisposable {
  readonly settings: Settings;
  readonly folder: string;
}

/** @param environment variables over those of a quiet installation in an empty folder */
export async function createTestSettings(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestSettings> {
  const folder = await mkdtemp(join(tmpdir(), 'cyberimage-test-'));
  const { settings } = loadSettings(repositoryRoot(), {
    LOG_LEVEL: 'silent',
    PORT: '0',
    MEDIA_ROOT: join(folder, 'pictures'),
    CONFIG_DATA_PATH: join(folder, 'data'),
    WEB_PATH: join(folder, 'web'),
    ...environment,
  });
  return { settings, folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
