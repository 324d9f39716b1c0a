import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendContext, ModelLine } from '@cyberimage/core';
import { testContext } from '@cyberimage/core/testing';
import { LocalBackend } from '../backend/local-backend.js';
import { FIXTURES } from './read-oracle.js';

/** A model line of the source `local`. */
export function modelLine(name: string, repo: string, changes: Partial<ModelLine> = {}): ModelLine {
  return {
    key: `MODEL_${name}`,
    name,
    repo,
    description: `the model ${name}`,
    source: 'local',
    requiresAuth: false,
    options: {},
    steps: null,
    ...changes,
  };
}

/**
 * A backend with these models, found among the fixtures or by absolute path.
 *
 * @param folders absolute; by default there are no LoRAs
 */
export function createBackend(
  models: readonly ModelLine[],
  log: string[] = [],
  settings: BackendContext['settings'] = {},
  folders: { readonly models?: string; readonly loras?: string } = {},
): LocalBackend {
  const { models: folder = fileURLToPath(new URL('models/', FIXTURES)), loras = join(folder, 'none') } =
    folders;
  return new LocalBackend(
    testContext({
      instanceId: 'local',
      settings: { threads: 1, device: 'cpu', ...settings },
      models,
      paths: { models: folder, loras, data: dataFolder() },
      log: (level, message) => log.push(`${level}: ${message}`),
    }),
  );
}

const DATA_FOLDERS = mkdtempSync(join(tmpdir(), 'backend-data-'));
process.once('exit', () => rmSync(DATA_FOLDERS, { recursive: true, force: true }));

/** A folder of its own for each backend: what one records must not be known to the next. */
function dataFolder(): string {
  return mkdtempSync(join(DATA_FOLDERS, 'instance-'));
}
