const WINDOW_MS = 10_000;
const LINES_PER_WINDOW = 200;
const LONGEST_LINE = 2_000;

/**
 * Lets through what a process has to say in small doses: a line is cut at 2,000 characters, and of more
 * than 200 lines in ten seconds the rest is only counted. A log must not be filled by a plugin gone wild.
 */
export class LineBudget {
  readonly #now: () => number;
  readonly #report: (line: string) => void;
  #windowStart: number;
  #taken = 0;

  /**
   * @param report gets a line that tells how many were left out
   * @param now milliseconds of any steady clock
   */
  constructor(report: (line: string) => void, now: () => number = () => performance.now()) {
    this.#report = report;
    this.#now = now;
    this.#windowStart = now();
  }

  /** The line as it may be written, or undefined when it may not. */
  take(line: string): string | undefined {
    if (this.#now() - this.#windowStart >= WINDOW_MS) {
      this.close();
      this.#windowStart = this.#now();
    }
    this.#taken++;
    return this.#taken <= LINES_PER_WINDOW ? line.slice(0, LONGEST_LINE) : undefined;
  }

  /** Reports what was left out since the window began. */
  close(): void {
    const leftOut = this.#taken - LINES_PER_WINDOW;
    if (leftOut > 0) this.#report(`(${leftOut} more lines left out)`);
    this.#taken = 0;
  }
}
