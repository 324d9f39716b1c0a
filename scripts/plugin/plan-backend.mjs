import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackage } from '../../apps/api/dist/backends/discovery/read-package.js';
import { planInstance } from '../../apps/api/dist/backends/plan-instance.js';
import { loadSettings } from '../../apps/api/dist/platform/config/load-settings.js';
import { root } from '../setup/root.mjs';
import { typedValue } from './typed-values.mjs';

/**
 * Reads a package as the host does.
 *
 * @throws Error with every fault that the host would show
 */
export async function readManifest(directory) {
  const source = await readPackage(await realpath(directory));
  if (source === undefined) throw new Error('package.json has no "cyberimage" key');
  if ('reason' in source) throw new Error(source.reason);
  const { private: isPrivate = false } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  return { ...source, isPrivate };
}

/**
 * Plans an instance as the host does.
 *
 * @param pairs settings as they came on the command line
 * @param folder where the instance's own folder is made
 * @throws Error with every fault of the settings
 */
export async function planBackend(source, pairs, folder, log) {
  const { id, settings: schema, permissions } = source.manifest;
  const given = pairs.map(([name, text]) => [name, typedValue(schema?.properties[name]?.type, text)]);
  const planned = await planInstance(source, id, {
    packageRoots: [],
    ...(permissions?.models ? modelsOfThisMachine() : noModels(folder)),
    settings: { [id]: Object.fromEntries(given) },
    log,
  });
  if ('reason' in planned) throw new Error(`${planned.reason}\ngive settings by --setting key=value`);
  return planned.plan;

  function modelsOfThisMachine() {
    const { models, modelsPath, loraPath } = loadSettings(root).settings;
    return { models, paths: { models: modelsPath, loras: loraPath, data: folder } };
  }
}

function noModels(folder) {
  return {
    models: [],
    paths: { models: join(folder, 'models'), loras: join(folder, 'loras'), data: folder },
  };
}
