import type { BackendError } from '@cyberimage/core';

type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: BackendError };

/** The events of one generate or fetch on their way from the backend's process to whoever reads them. */
export class StreamCall {
  readonly #events: unknown[] = [];
  readonly #settled = Promise.withResolvers<void>();
  readonly #send: (kind: 'abort' | 'acknowledge', count: number) => void;
  #outcome: Outcome | undefined;
  #wake: (() => void) | undefined;

  constructor(send: (kind: 'abort' | 'acknowledge', count: number) => void) {
    this.#send = send;
  }

  /** Resolves when the backend is through, well or not. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  get isSettled(): boolean {
    return this.#outcome !== undefined;
  }

  /** How many events nobody has read yet. */
  get waiting(): number {
    return this.#events.length;
  }

  push(event: unknown): void {
    this.#events.push(event);
    this.#wake?.();
  }

  settle(outcome: Outcome): void {
    this.#outcome ??= outcome;
    this.#settled.resolve();
    this.#wake?.();
  }

  /** Asks the backend to stop. */
  abort(): void {
    this.#send('abort', 0);
  }

  /**
   * The next event in the box, or undefined at the end. The backend may send another one for it.
   *
   * @throws BackendError the backend's failure, after the events that came before it
   */
  async next(): Promise<{ readonly event: unknown } | undefined> {
    while (this.#events.length === 0 && this.#outcome === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#events.length > 0) {
      const event = this.#events.shift();
      this.#send('acknowledge', 1);
      return { event };
    }
    if (this.#outcome?.ok === false) throw this.#outcome.error;
    return undefined;
  }
}
