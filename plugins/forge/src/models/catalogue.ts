import { BackendError, type BackendLog } from '@cyberimage/core';
import type { ServerLists } from './server-lists.js';

/** How old a list may be before it is asked for again, in milliseconds. */
const STALE_MS = 30_000;
/** Longest wait for the server's answer, in milliseconds: a host must not take a slow server for a hung plugin. */
const PATIENCE_MS = 8_000;

/** Keeps the server's lists: asks once for many callers, and lives with an old list while the server is away. */
export class Catalogue {
  #lists: ServerLists | undefined;
  #loadedAt = 0;
  #loading: Promise<ServerLists> | undefined;

  constructor(
    private readonly load: () => Promise<ServerLists>,
    private readonly log: BackendLog,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /**
   * The lists, at most half a minute old while the server answers.
   *
   * @throws BackendError when there never was a list and the server does not answer
   */
  async lists(): Promise<ServerLists> {
    if (this.#lists !== undefined && Date.now() - this.#loadedAt < STALE_MS) return this.#lists;
    try {
      return await this.refresh();
    } catch (error) {
      if (this.#lists === undefined) throw error;
      this.log('warn', 'the server’s lists could not be refreshed', { error: String(error) });
      return this.#lists;
    }
  }

  /**
   * The lists as they are now.
   *
   * @throws BackendError when the server does not answer in time; what comes later is kept all the same
   */
  async refresh(): Promise<ServerLists> {
    this.#loading ??= this.load()
      .then((lists) => {
        this.#lists = lists;
        this.#loadedAt = Date.now();
        return lists;
      })
      .finally(() => {
        this.#loading = undefined;
      });
    const { promise: late, reject } = Promise.withResolvers<never>();
    const message = `the server did not list what it has within ${this.patienceMs / 1000} s`;
    const timer = setTimeout(() => reject(new BackendError('unavailable', message)), this.patienceMs);
    try {
      return await Promise.race([this.#loading, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
