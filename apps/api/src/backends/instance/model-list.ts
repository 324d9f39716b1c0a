import type { BackendLog, ModelDescription } from '@cyberimage/core';

/** What the list of an instance's models needs of the instance. */
export interface ModelSource {
  readonly ask: () => Promise<readonly ModelDescription[]>;
  /** While a backend generates it may be long in answering. */
  readonly isBusy: () => boolean;
  readonly changed: () => void;
  readonly log: BackendLog;
}

/**
 * The models of one instance as last heard of. Only the first reader waits for the backend: a list that
 * has grown old is given at once and asked for again behind the scenes.
 */
export class ModelList {
  readonly #source: ModelSource;
  readonly #maxAgeMs: number;
  #known: readonly ModelDescription[] | undefined;
  #askedAt = 0;
  #trouble: string | undefined;
  #pending: Promise<readonly ModelDescription[]> | undefined;

  constructor(source: ModelSource, maxAgeMs: number) {
    this.#source = source;
    this.#maxAgeMs = maxAgeMs;
  }

  /** The last list, without asking anybody. */
  get known(): readonly ModelDescription[] {
    return this.#known ?? [];
  }

  /** Why the backend could not tell when it was asked last: a server of its does not answer, say. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Never rejects: a backend that cannot tell keeps its last list. */
  async read(): Promise<readonly ModelDescription[]> {
    if (this.#known === undefined) return this.refresh();
    const stale = performance.now() - this.#askedAt > this.#maxAgeMs;
    if (stale && !this.#source.isBusy()) void this.refresh();
    return this.#known;
  }

  /** Asks the backend now; readers that come meanwhile wait for the same answer. */
  async refresh(): Promise<readonly ModelDescription[]> {
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #ask(): Promise<readonly ModelDescription[]> {
    const before = this.#known;
    const troubleBefore = this.#trouble;
    try {
      this.#known = await this.#source.ask();
      this.#trouble = undefined;
    } catch (error) {
      this.#known ??= [];
      this.#trouble = (error as Error).message;
      this.#source.log('warn', `The models cannot be listed: ${this.#trouble}`);
    }
    this.#askedAt = performance.now();
    const isNew = JSON.stringify(before) !== JSON.stringify(this.#known) || troubleBefore !== this.#trouble;
    if (isNew) this.#source.changed();
    return this.#known;
  }
}
