/** Counts bytes that come in from many sides, and tells of the sum while the work goes on. */
export class ByteCounter {
  #bytes = 0;
  #wake: (() => void) | undefined;

  readonly add = (bytes: number): void => {
    this.#bytes += bytes;
    this.#wake?.();
  };

  /**
   * The sum each time it has grown, until `work` is done.
   *
   * @throws whatever `work` rejects with
   */
  async *during(work: Promise<void>): AsyncGenerator<number> {
    const state = { isDone: false };
    const end = work.finally(() => {
      state.isDone = true;
      this.#wake?.();
    });
    // Awaited at the end; until then a failure must not count as unhandled.
    end.catch(() => undefined);
    let told = -1;
    while (!state.isDone || told !== this.#bytes) {
      if (told !== this.#bytes) {
        told = this.#bytes;
        yield told;
      } else {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      }
    }
    await end;
  }
}
