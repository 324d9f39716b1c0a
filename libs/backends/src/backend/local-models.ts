import {
  BackendError,
  type FetchProgress,
  type ModelLine,
  type ModelManagement,
  type ModelStatus,
} from '@cyberimage/core';
import type { ModelCatalog } from '../catalog/model-catalog.js';
import { findModelFiles, removeModelFiles } from '../weights/model-files.js';
import type { GenerationRunner } from './generation-runner.js';
import { throwIfAborted } from './translate-events.js';

/** What models are managed with. */
interface Parts {
  readonly catalog: ModelCatalog;
  readonly runner: GenerationRunner;
  /** Aborts when the backend is shut down. */
  readonly disposal: AbortSignal;
}

/** The models of this machine beside making pictures: memory, files, downloads. */
export class LocalModels implements ModelManagement {
  readonly #lines: readonly ModelLine[];
  readonly #modelsPath: string;
  readonly #parts: Parts;

  /** @param modelsPath `MODELS_PATH`, absolute */
  constructor(lines: readonly ModelLine[], modelsPath: string, parts: Parts) {
    this.#lines = lines;
    this.#modelsPath = modelsPath;
    this.#parts = parts;
  }

  async status(): Promise<readonly ModelStatus[]> {
    const { inMemory } = this.#parts.runner;
    return Promise.all(
      this.#lines.map(async (line) => {
        const files = await findModelFiles(line, this.#modelsPath);
        const inUse = inMemory.filter(({ root }) => root === files?.folder);
        const memoryBytes = inUse.reduce((sum, { weightBytes }) => sum + weightBytes, 0);
        const loaded = inUse.length > 0;
        return { id: line.name, loaded, ...(loaded && { memoryBytes }), ...files };
      }),
    );
  }

  async unload(modelId?: string): Promise<void> {
    const { runner } = this.#parts;
    if (modelId === undefined) return runner.unload();
    const files = await findModelFiles(this.#line(modelId), this.#modelsPath);
    if (files !== undefined) await runner.unload(files.folder);
  }

  /** Folders are looked at anew for every list. */
  async refresh(): Promise<void> {}

  async *fetch(modelId: string, signal: AbortSignal): AsyncGenerator<FetchProgress> {
    const entry = await this.#find(modelId);
    if (entry.download === undefined) return;
    const ending = AbortSignal.any([signal, this.#parts.disposal]);
    try {
      yield* entry.download(ending);
    } catch (error) {
      throwIfAborted(ending);
      throw error;
    }
    const { usable, description } = await this.#find(modelId);
    // All is here, but it may be a kind of model that cannot be run.
    if (usable === undefined) throw unusable(description.unavailable);
  }

  async removeFiles(modelId: string): Promise<void> {
    const line = this.#line(modelId);
    await this.unload(modelId);
    await removeModelFiles(
      line,
      this.#lines.filter((other) => other !== line),
      this.#modelsPath,
    );
  }

  async #find(modelId: string) {
    const entry = await this.#parts.catalog.find(this.#line(modelId).name);
    if (entry === undefined || (entry.download === undefined && entry.usable === undefined)) {
      throw unusable(entry?.description.unavailable);
    }
    return entry;
  }

  #line(modelId: string): ModelLine {
    const line = this.#lines.find(({ name }) => name === modelId);
    if (line !== undefined) return line;
    throw new BackendError('invalid-request', `there is no model "${modelId}"`, { field: 'model' });
  }
}

function unusable(reason = 'the model cannot be used'): BackendError {
  return new BackendError('model-missing', reason);
}
