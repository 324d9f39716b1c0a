import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ModelFolder } from './model-folder.js';
import type { ModelSource } from './model-source.js';

/** The source `local`: a folder, absolute or relative to `MODELS_PATH`. */
export const findLocalFolder: ModelSource = async (line, modelsPath) => {
  const path = resolve(modelsPath, line.repo);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return { folder: new ModelFolder(path) };
  const problem = found === undefined ? 'does not exist' : 'is not a folder';
  return { unavailable: `${line.key}: ${path} ${problem}` };
};
