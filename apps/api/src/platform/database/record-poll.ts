import { Logger } from '@nestjs/common';
import type { Settings } from '../config/settings.js';

const INTERVAL_MS = 2000;

/**
 * Lets a process follow what others put on record. With Redis several share a database: one changes the record,
 * all look at it every two seconds. Alone, a process knows what it changed itself.
 */
export class RecordPoll {
  readonly #logger = new Logger(RecordPoll.name);
  readonly #isShared: boolean;
  #timer: NodeJS.Timeout | undefined;

  constructor({ redisUrl }: Pick<Settings, 'redisUrl'>) {
    this.#isShared = redisUrl !== undefined;
  }

  /**
   * @param look brings this process up to the record
   * @param what is on record, for the log
   */
  start(look: () => Promise<unknown>, what: string): void {
    if (!this.#isShared) return;
    this.#timer = setInterval(() => {
      look().catch((error: unknown) => this.#logger.error({ err: error }, `${what} cannot be read`));
    }, INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
