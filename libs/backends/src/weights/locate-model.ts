import { findHuggingFaceFolder } from './hugging-face/hugging-face-folder.js';
import { findLocalFolder } from './local-folder.js';
import type { ModelSource } from './model-source.js';

const SOURCES: ReadonlyMap<string, ModelSource> = new Map([
  ['local', findLocalFolder],
  ['huggingface', findHuggingFaceFolder],
]);

/** Finds a model's files through the source that its line names. */
export const locateModel: ModelSource = async (line, modelsPath) => {
  const source = SOURCES.get(line.source);
  if (source !== undefined) return source(line, modelsPath);
  const known = [...SOURCES.keys()].join(', ');
  return { unavailable: `${line.key}: the source "${line.source}" is not known; known are ${known}` };
};
