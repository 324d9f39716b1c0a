import { setTimeout as sleep } from 'node:timers/promises';

/** The points of a job that a test can stop it at or break it at. */
export type JobPoint = 'load' | 'denoise' | 'finish';

interface Hold {
  readonly reached: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
}

/** Lets a test stop a job at a named point, so that nothing depends on how quick a machine is. */
export class FakePace {
  readonly #holds = new Map<JobPoint, Hold>();
  readonly #stepMs: number;

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** Stops the next job that comes to `point`; resolves when one is there. */
  holdAt(point: JobPoint): Promise<void> {
    const hold = { reached: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() };
    this.#holds.set(point, hold);
    return hold.reached.promise;
  }

  /** Lets all stopped jobs go on. */
  release(): void {
    for (const hold of this.#holds.values()) hold.released.resolve();
    this.#holds.clear();
  }

  /** A job comes by. */
  async pass(point: JobPoint): Promise<void> {
    await sleep(this.#stepMs);
    const hold = this.#holds.get(point);
    hold?.reached.resolve();
    await hold?.released.promise;
  }
}
