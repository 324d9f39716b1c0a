import { BackendError } from '@cyberimage/core';
import type { BackendProcess } from './backend-process.js';

interface Waiter {
  readonly resolve: (process: BackendProcess) => void;
  readonly reject: (error: Error) => void;
}

/** Lets callers wait for an instance's process while it starts. */
export class Readiness {
  readonly #waiters = new Set<Waiter>();
  #process: BackendProcess | undefined;
  #closed: BackendError | undefined;

  /** A process came up. */
  open(process: BackendProcess): void {
    this.#process = process;
    this.#closed = undefined;
    for (const { resolve } of this.#waiters) resolve(process);
  }

  /** No process will come up soon, if ever. */
  close(reason: string, retryable: boolean): void {
    this.#closed = new BackendError('unavailable', reason, { retryable });
    for (const { reject } of this.#waiters) reject(this.#closed);
  }

  /**
   * The running process, now or when it has come up.
   *
   * @throws BackendError `unavailable` when none comes up in time; the signal's reason when it aborts
   */
  async wait(timeoutMs: number, signal?: AbortSignal): Promise<BackendProcess> {
    signal?.throwIfAborted();
    if (this.#closed) throw this.#closed;
    if (this.#process?.isUsable) return this.#process;

    const { promise, resolve, reject } = Promise.withResolvers<BackendProcess>();
    const waiter = { resolve, reject };
    const onAbort = (): void => reject(signal?.reason as Error);
    const timer = setTimeout(() => {
      const waited = `it was not ready within ${timeoutMs / 1_000} s`;
      reject(new BackendError('unavailable', `The backend cannot be used now: ${waited}`));
    }, timeoutMs);
    this.#waiters.add(waiter);
    signal?.addEventListener('abort', onAbort);
    try {
      return await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal?.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    }
  }
}
