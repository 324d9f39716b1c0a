/** Hands out one turn at a time, in the order of asking. */
export class TurnQueue {
  #last: Promise<void> = Promise.resolve();

  /**
   * Waits for a turn.
   *
   * @returns gives the turn back
   * @throws the signal's reason when it aborts before the turn has come
   */
  async take(signal: AbortSignal): Promise<() => void> {
    const previous = this.#last;
    const { promise, resolve: release } = Promise.withResolvers<void>();
    this.#last = promise;
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
    try {
      signal.throwIfAborted();
      await Promise.race([previous, aborted.promise]);
      return release;
    } catch (error) {
      // Those behind must still wait for those before.
      void previous.then(release);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
