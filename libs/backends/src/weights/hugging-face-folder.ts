import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFolder } from './model-folder.js';
import type { ModelSource } from './model-source.js';

/** `owner/name`, as the hub spells repositories; nothing that could leave the models folder. */
const REPOSITORY = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

/** The source `huggingface`: a repository that was put under `MODELS_PATH/<owner>/<name>` beforehand. */
export const findHuggingFaceFolder: ModelSource = async (line, modelsPath) => {
  if (!REPOSITORY.test(line.repo)) {
    return { unavailable: `${line.key}: "${line.repo}" is not a repository; expected owner/name` };
  }
  const path = join(modelsPath, line.repo);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return { folder: new ModelFolder(path) };
  return {
    unavailable: `${line.key}: ${line.repo} is not on this machine; put a copy of the repository into ${path}`,
  };
};
