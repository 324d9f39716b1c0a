import { BackendError, type BackendLog } from '@cyberimage/core';
import type { UsableModel } from '../catalog/model-entry.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import type { Device } from '../runtime/device.js';
import { Runtime } from '../runtime/runtime.js';

/** A model to load. */
export interface ModelToLoad {
  /** Tells models, versions of a model's files and LoRAs apart. */
  readonly key: string;
  readonly model: UsableModel;
  readonly device: Device;
  /** What its weights take in memory, with those that only the run at hand asks for. */
  readonly weightBytes: number;
  /** What the run at hand loads beside it and releases again. */
  readonly passingBytes?: number;
  /** Finds the graph with the LoRAs merged in. */
  readonly replace?: (graph: string) => Promise<string>;
}

/** A model in memory. */
export interface LoadedModel {
  readonly pipeline: Pipeline;
  readonly runtime: Runtime;
}

/** How models are kept. */
export interface KeepingRules {
  readonly threads: number;
  /** Of all models together; one alone may take more. */
  readonly budgetBytes: number;
  /** How long an unused model stays; 0 for ever. */
  readonly idleMs: number;
  /** Is told of every model that comes into memory and goes out of it. */
  readonly log?: BackendLog;
}

interface Entry extends LoadedModel {
  readonly root: string;
  readonly device: Device;
  readonly weightBytes: number;
}

/** A model in memory, as it is told of. */
export type MemoryUse = Pick<Entry, 'root' | 'weightBytes'>;

/**
 * Keeps models in memory for the jobs that follow, within a budget: the one that was used longest ago goes
 * first, and all go when nobody has asked for a while.
 */
export class LoadedModels {
  readonly #rules: KeepingRules;
  /** The one used last comes last. */
  readonly #entries = new Map<string, Entry>();
  #users = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(rules: KeepingRules) {
    this.#rules = rules;
  }

  /** Whether the model of this key is in memory. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** What the weights of all models but one take. */
  bytesBeside(key: string): number {
    return [...this.#entries].reduce(
      (sum, [other, { weightBytes }]) => sum + (other === key ? 0 : weightBytes),
      0,
    );
  }

  /** What is in memory now; `root` is the folder of a model's files. */
  get inMemory(): readonly MemoryUse[] {
    return [...this.#entries.values()].map(({ root, weightBytes }) => ({ root, weightBytes }));
  }

  /**
   * Gives the memory of the models of a folder back; of all where none is named.
   *
   * @throws BackendError `unavailable` while one of them is at work, or being loaded
   */
  async unload(root?: string): Promise<void> {
    const keys = [...this.#entries].flatMap(([key, entry]) =>
      root === undefined || entry.root === root ? [key] : [],
    );
    // Work goes on with the model that was asked for last.
    if (this.#users > 0 && keys.includes([...this.#entries.keys()].at(-1) ?? '')) {
      throw new BackendError('unavailable', 'the model is at work; unload it when the picture is done');
    }
    for (const key of keys) await this.#release(key);
  }

  /** Keeps the idle time from running while work goes on; `using` ends it. */
  inUse(): Disposable {
    this.#users++;
    clearTimeout(this.#idleTimer);
    return { [Symbol.dispose]: () => this.#endUse() };
  }

  /**
   * The model, loaded if need be. Memory of the models that have to go for it is free before it loads.
   *
   * @throws BackendError `model-missing`, `out-of-memory`, `unavailable` for a device that does not work or
   *   once closed; the model is not loaded then
   */
  async get(wanted: ModelToLoad): Promise<LoadedModel> {
    const { key, device, weightBytes, passingBytes = 0, replace } = wanted;
    const known = this.#entries.get(key);
    if (known?.device === device) {
      const entry = weightBytes > known.weightBytes ? { ...known, weightBytes } : known;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      await this.#makeRoom(entry.weightBytes + passingBytes, key);
      return entry;
    }
    this.#entries.delete(key);
    if (known !== undefined) await this.#free(known);
    await this.#makeRoom(weightBytes + passingBytes);
    const runtime = new Runtime({ threads: this.#rules.threads, device, ...(replace && { replace }) });
    const { root } = wanted.model.facts.folder;
    const startMs = performance.now();
    const entry = { pipeline: await this.#open(wanted, runtime), runtime, root, device, weightBytes };
    this.#entries.set(key, entry);
    const seconds = Number(((performance.now() - startMs) / 1000).toFixed(2));
    this.#rules.log?.('info', 'A model is in memory', { root, device, weightBytes, seconds });
    return entry;
  }

  /**
   * Gives the memory of all other models back.
   *
   * @returns whether there was any
   */
  async releaseOthers(key: string): Promise<boolean> {
    const others = [...this.#entries.keys()].filter((other) => other !== key);
    for (const other of others) await this.#release(other);
    return others.length > 0;
  }

  /** Gives all memory back, also that of a model that is just being loaded. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    await this.#releaseAll();
  }

  async #open({ key, model }: ModelToLoad, runtime: Runtime): Promise<Pipeline> {
    const open = () => model.family.open(model.facts, runtime);
    const pipeline = await open().catch(async (error: unknown) => {
      // The budget was an estimate: with the others gone it may fit.
      const isShort = BackendError.is(error) && error.code === 'out-of-memory';
      if (isShort && (await this.releaseOthers(key))) return open();
      throw error;
    });
    if (!this.#isClosed) return pipeline;
    await pipeline.release();
    throw new BackendError('unavailable', 'the backend was shut down while the model loaded');
  }

  /** @param own key of the model that the room is for */
  async #makeRoom(bytes: number, own = ''): Promise<void> {
    for (const key of this.#entries.keys()) {
      if (this.bytesBeside(own) + bytes <= this.#rules.budgetBytes) return;
      if (key === own) continue;
      await this.#release(key);
    }
  }

  #endUse(): void {
    this.#users--;
    const { idleMs } = this.#rules;
    if (this.#users > 0 || this.#isClosed || idleMs === 0) return;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => void this.#releaseIdle(), idleMs).unref();
  }

  async #releaseIdle(): Promise<void> {
    for (const key of this.#entries.keys()) {
      // Work may have begun while the one before was released.
      if (this.#users > 0) return;
      await this.#release(key);
    }
  }

  async #releaseAll(): Promise<void> {
    for (const key of this.#entries.keys()) await this.#release(key);
  }

  async #release(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry !== undefined) await this.#free(entry);
  }

  async #free({ pipeline, root, device, weightBytes }: Entry): Promise<void> {
    await pipeline.release();
    this.#rules.log?.('info', 'A model is out of memory', { root, device, weightBytes });
  }
}
