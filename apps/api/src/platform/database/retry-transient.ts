import { setTimeout as delay } from 'node:timers/promises';
import { isTransientDatabaseError } from './transient-database-error.js';

const RETRY_DELAY_MS = 25;

/** Tries again what another process' lock keeps from happening, at most so often. */
export async function retryTransient<T>(attempt: () => Promise<T>, maxAttempts: number): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (count >= maxAttempts || !isTransientDatabaseError(error)) throw error;
      await delay(RETRY_DELAY_MS);
    }
  }
}
