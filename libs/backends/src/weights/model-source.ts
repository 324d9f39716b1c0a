import type { ModelLine } from '@cyberimage/core';
import type { ModelFolder } from './model-folder.js';

/** Where a model's files are, how to get them, or why they are not to be had. */
type ModelLocation =
  { readonly folder: ModelFolder } | { readonly download: ModelDownload } | { readonly unavailable: string };

/**
 * Puts a model's files in place; after that, its source finds the folder.
 *
 * @throws BackendError `model-missing` with what to do about it, `unavailable`, `cancelled`
 */
export type ModelDownload = (signal: AbortSignal) => AsyncIterable<DownloadProgress>;

/** How far a download is. */
export interface DownloadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/**
 * A way to get a model's files: one per `source` of a model line. Never rejects: reasons are data.
 *
 * @param line the model as the owner configured it
 * @param modelsPath `MODELS_PATH`, absolute
 */
export type ModelSource = (line: ModelLine, modelsPath: string) => Promise<ModelLocation>;
