import { stampOfRoots } from './discovery/package-stamp.js';

/** Looks every few seconds whether packages came, went or changed. */
export class PackageWatch {
  readonly #roots: readonly string[];
  readonly #changed: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #known: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param changed called after a change, never twice at a time */
  constructor(roots: readonly string[], changed: () => Promise<void>, failed: (error: unknown) => void) {
    this.#roots = roots;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** What lies in the roots now is taken as known. */
  async start(intervalMs: number): Promise<void> {
    this.#known = await stampOfRoots(this.#roots);
    this.#timer = setInterval(() => void this.#look().catch(this.#failed), intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const now = await stampOfRoots(this.#roots);
    if (now === this.#known) return;
    this.#known = now;
    await this.#changed();
  }
}
