import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for as long as it takes; the test runner ends what never comes. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}
