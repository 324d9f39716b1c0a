import type { ModelLine } from '@cyberimage/core';
import type { ModelFolder } from './model-folder.js';

/** Where a model's files are, or why they are not to be had. */
type ModelLocation =
  { readonly folder: ModelFolder } | { readonly folder?: undefined; readonly unavailable: string };

/**
 * A way to get a model's files: one per `source` of a model line. Never rejects: reasons are data.
 *
 * @param line the model as the owner configured it
 * @param modelsPath `MODELS_PATH`, absolute
 */
export type ModelSource = (line: ModelLine, modelsPath: string) => Promise<ModelLocation>;
