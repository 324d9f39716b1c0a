import { setTimeout as sleep } from 'node:timers/promises';
import { APIError } from 'openai';

const ATTEMPTS = 3;
/** A server that asks for more is left to the host, which has other work meanwhile. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Calls again when the server has refused for now and said when to come back.
 *
 * @throws what the last `call` threw, or the signal's reason
 */
export async function callPatiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const waitMs = retryAfterMs(error);
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || attempt === ATTEMPTS) throw error;
      await sleep(waitMs, undefined, { signal });
    }
  }
}

function retryAfterMs(error: unknown): number | undefined {
  if (!(error instanceof APIError)) return undefined;
  const { status, headers } = error as { status?: number; headers?: Headers };
  if (status !== 429 && status !== 503) return undefined;
  const value = headers?.get('retry-after')?.trim();
  if (value === undefined) return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
