import { setTimeout as sleep } from 'node:timers/promises';
import { LostConnection } from '../http/lost-connection.js';
import type { TaskMonitor } from './task-monitor.js';
import type { StateUpdate, TaskTiming } from './task-state.js';

/**
 * Yields the task's states until `answer` is there, and returns it.
 *
 * @throws what `answer` rejects with
 * @throws LostConnection when the server answers no question for `silenceMs`, so that a host that lost
 *   its power does not keep a job waiting for the picture's whole time limit
 */
export async function* watchTask<T>(
  answer: Promise<T>,
  monitor: TaskMonitor,
  { pollMs, silenceMs }: TaskTiming,
): AsyncGenerator<StateUpdate, T> {
  const ending = new AbortController();
  let isAnswered = false;
  const end = (): void => {
    isAnswered = true;
    ending.abort();
  };
  answer.then(end, end);
  let heardAt = Date.now();
  try {
    for (;;) {
      await sleep(pollMs, undefined, { signal: ending.signal }).catch(() => {});
      if (isAnswered) return await answer;
      const state = await monitor.poll(ending.signal).catch((error: unknown) => {
        const isSilent = error instanceof LostConnection && Date.now() - heardAt > silenceMs;
        if (isSilent && !isAnswered) throw new LostConnection('broken', error.message, error);
      });
      if (isAnswered || state === undefined) continue;
      heardAt = Date.now();
      yield { kind: 'state', state };
    }
  } finally {
    ending.abort();
  }
}
