import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFolder } from '../model-folder.js';
import type { ModelSource } from '../model-source.js';
import { downloadModel } from './download-model.js';
import { readHubSettings } from './hub-settings.js';
import { readModelPlace } from './model-place.js';

/**
 * The source `huggingface`: a repository of the hub, kept under `MODELS_PATH/<owner>/<name>`. What is there
 * is used as it is, also a copy put there by hand; what is not is downloaded when it is first needed.
 */
export const findHuggingFaceFolder: ModelSource = async (line, modelsPath) => {
  const place = readModelPlace(line);
  if (typeof place === 'string') return { unavailable: `${line.key}: ${place}` };
  const path = join(modelsPath, place.folder);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return { folder: new ModelFolder(path) };
  const settings = readHubSettings(process.env);
  if (settings.isOffline) {
    const message = `${line.key}: ${line.repo} is not at ${path}, and HF_HUB_OFFLINE forbids to fetch it`;
    return { unavailable: message };
  }
  if (line.requiresAuth && settings.token === undefined) {
    const page = `${settings.endpoint}/${line.repo}`;
    const message = `${line.key}: accept the licence at ${page} and set HF_TOKEN to a token of that account`;
    return { unavailable: message };
  }
  return { download: (signal) => downloadModel(place, { settings, modelsPath, signal }) };
};
