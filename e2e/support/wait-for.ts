import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Asks `probe` until it gives something; throws with `what` when it does not within `timeoutMs`. */
export async function waitFor<T>(
  what: string | (() => string),
  probe: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 120_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  while (Date.now() < deadline) {
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      lastError = error;
    }
    await sleep(POLL_MS);
  }
  const name = typeof what === 'string' ? what : what();
  throw new Error(`waited ${timeoutMs} ms in vain for ${name}`, { cause: lastError });
}
