import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 20;

/** Reads again and again until `isRight`; gives up after `timeoutMs` with what it read last. */
export async function eventually<T>(
  read: () => Promise<T>,
  isRight: (value: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (performance.now() > end)
      throw new Error(`Not reached in ${timeoutMs} ms; last: ${JSON.stringify(value)}`);
    await delay(INTERVAL_MS);
  }
}
