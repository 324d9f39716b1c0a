const KEPT_LINES = 20;

/** A line per check on the console, with the reason of each failure and what the backend logged meanwhile. */
export class Report {
  #passed = 0;
  #failed = 0;
  #lines = [];
  #verbose;

  constructor(verbose) {
    this.#verbose = verbose;
  }

  /** Takes what the host and the backend have to say; a BackendLog. */
  log = (level, message, data) => {
    const line = `${level}: ${message}${data === undefined ? '' : ` ${JSON.stringify(data)}`}`;
    if (this.#verbose) console.log(`      ${line}`);
    this.#lines = [...this.#lines, line].slice(-KEPT_LINES);
  };

  /** Gives what `run` gives, or undefined when it throws. */
  async check(name, run) {
    const begin = performance.now();
    this.#lines = [];
    try {
      const result = await run();
      this.#passed++;
      console.log(`  ✔ ${name} (${Math.round(performance.now() - begin)} ms)`);
      return result ?? true;
    } catch (error) {
      this.#failed++;
      console.log(`  ✖ ${name}`);
      console.log(indent(error.message));
      if (typeof error.cause === 'string') console.log(indent(`caused by ${error.cause}`));
      if (!this.#verbose) for (const line of this.#lines) console.log(indent(`log: ${line}`));
      return undefined;
    }
  }

  /** Prints the sum; gives whether all passed. */
  finish() {
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0;
  }
}

function indent(text) {
  return text.replaceAll(/^/gm, '      ');
}
