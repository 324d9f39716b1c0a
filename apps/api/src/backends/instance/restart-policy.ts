/** How a failing process is started again. */
export interface RestartLimits {
  /** Wait before the first restart; doubled for each further failure in the window. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** With this many failures within the window the instance is parked. */
  readonly maxFailures: number;
  readonly windowMs: number;
  /** How long a parked instance rests before it is given another chance. */
  readonly parkedMs: number;
}

/** Parks after about eight seconds of trying, and tries again every ten minutes. */
export const DEFAULT_RESTART_LIMITS: RestartLimits = {
  baseDelayMs: 500,
  maxDelayMs: 30_000,
  maxFailures: 5,
  windowMs: 10 * 60_000,
  parkedMs: 10 * 60_000,
};

/** What to do after a failure. */
export interface RestartDecision {
  /** Wait before the next start. */
  readonly delayMs: number;
  /** Whether requests are refused until then; else they wait. */
  readonly parked: boolean;
}

/** Decides after each failure of one instance when it is started again. */
export class RestartPolicy {
  readonly #limits: RestartLimits;
  #failures: number[] = [];
  #parked = false;

  constructor(limits: RestartLimits) {
    this.#limits = limits;
  }

  /** Records a failure; `nowMs` is of any steady clock. */
  failed(nowMs: number): RestartDecision {
    const { baseDelayMs, maxDelayMs, maxFailures, windowMs, parkedMs } = this.#limits;
    this.#failures = [...this.#failures.filter((at) => nowMs - at < windowMs), nowMs];
    const count = this.#failures.length;
    this.#parked ||= count >= maxFailures;
    if (this.#parked) return { delayMs: parkedMs, parked: true };
    return { delayMs: Math.min(maxDelayMs, baseDelayMs * 2 ** (count - 1)), parked: false };
  }

  /** Records that the instance did its work: earlier failures no longer count. */
  succeeded(): void {
    this.#failures = [];
    this.#parked = false;
  }
}
