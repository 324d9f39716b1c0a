import { BackendError } from '../contract/backend-error.js';

/** Ends a call for one of three reasons, and knows for which. */
export class WorkLimit {
  readonly signal: AbortSignal;
  readonly #cancel: AbortSignal;
  readonly #life: AbortSignal;
  readonly #deadline: AbortSignal;
  readonly #timeoutMs: number;

  /**
   * @param cancel the caller's signal
   * @param life aborts when the backend is disposed of
   */
  constructor(cancel: AbortSignal, life: AbortSignal, timeoutMs: number) {
    this.#cancel = cancel;
    this.#life = life;
    this.#timeoutMs = timeoutMs;
    this.#deadline = AbortSignal.timeout(timeoutMs);
    this.signal = AbortSignal.any([cancel, life, this.#deadline]);
  }

  /** Why the call was ended; undefined when it was not. */
  reason(): BackendError | undefined {
    if (this.#cancel.aborted) return new BackendError('cancelled', 'the request was cancelled');
    if (this.#life.aborted) {
      return new BackendError('unavailable', 'the backend was disposed of', { retryable: false });
    }
    if (!this.#deadline.aborted) return undefined;
    return new BackendError('unavailable', `the server gave no answer within ${this.#timeoutMs / 1000} s`);
  }
}
