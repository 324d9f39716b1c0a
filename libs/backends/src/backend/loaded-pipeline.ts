import { BackendError } from '@cyberimage/core';
import type { UsableModel } from '../catalog/model-entry.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import { Runtime, type RuntimeOptions } from '../runtime/runtime.js';

/** A model in memory. */
interface Loaded {
  readonly key: string;
  readonly pipeline: Pipeline;
}

/**
 * Keeps the model that was used last. One at a time: the largest models fill a machine, and the memory of
 * the old one has to be free before the new one loads.
 */
export class LoadedPipeline {
  readonly #runtime: RuntimeOptions;
  #loaded: Loaded | undefined;
  #isClosed = false;

  /** @param runtime what each model runs on */
  constructor(runtime: RuntimeOptions) {
    this.#runtime = runtime;
  }

  /** Whether the model of this key is in memory. */
  has(key: string): boolean {
    return this.#loaded?.key === key;
  }

  /**
   * The model, loaded if need be.
   *
   * @param key tells models and versions of a model's files apart
   * @throws BackendError `model-missing`, `out-of-memory`, `unavailable` once closed; nothing is loaded then
   */
  async get(key: string, { family, facts }: UsableModel): Promise<Pipeline> {
    if (this.#loaded?.key === key) return this.#loaded.pipeline;
    await this.#release();
    const pipeline = await family.open(facts, new Runtime(this.#runtime));
    if (this.#isClosed) {
      await pipeline.release();
      throw new BackendError('unavailable', 'the backend was shut down while the model loaded');
    }
    this.#loaded = { key, pipeline };
    return pipeline;
  }

  /** Gives all memory back, also that of a model that is just being loaded. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#release();
  }

  async #release(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    await loaded?.pipeline.release();
  }
}
