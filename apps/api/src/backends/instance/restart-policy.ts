/** How a failing process is started again. */
export interface RestartLimits {
  /** Wait before the first restart; doubled for each further failure in the window. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** With this many failures within the window no further start is tried. */
  readonly maxFailures: number;
  readonly windowMs: number;
}

/** Half a minute of trying in all before an instance is parked. */
export const DEFAULT_RESTART_LIMITS: RestartLimits = {
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  maxFailures: 5,
  windowMs: 10 * 60_000,
};

/** Decides after each failure of one instance whether and when it is started again. */
export class RestartPolicy {
  readonly #limits: RestartLimits;
  #failures: number[] = [];

  constructor(limits: RestartLimits) {
    this.#limits = limits;
  }

  /**
   * Records a failure.
   *
   * @param nowMs of any steady clock
   * @returns the wait before the next start, or undefined when it is to be parked
   */
  nextDelayMs(nowMs: number): number | undefined {
    const { baseDelayMs, maxDelayMs, maxFailures, windowMs } = this.#limits;
    this.#failures = [...this.#failures.filter((at) => nowMs - at < windowMs), nowMs];
    const count = this.#failures.length;
    return count >= maxFailures ? undefined : Math.min(maxDelayMs, baseDelayMs * 2 ** (count - 1));
  }
}
