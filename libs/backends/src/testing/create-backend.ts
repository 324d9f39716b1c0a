import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ModelLine } from '@cyberimage/core';
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

/** A backend with these models, found among the fixtures or by absolute path. */
export function createBackend(models: readonly ModelLine[], log: string[] = []): LocalBackend {
  const folder = fileURLToPath(new URL('models/', FIXTURES));
  return new LocalBackend({
    instanceId: 'local',
    settings: { threads: 1 },
    models,
    paths: { models: folder, loras: folder, data: tmpdir() },
    log: (level, message) => log.push(`${level}: ${message}`),
  });
}
