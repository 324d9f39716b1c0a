import { BackendError } from '@cyberimage/core';
import { LostConnection } from '../http/lost-connection.js';
import type { TaskKeeper } from './task-keeper.js';
import type { StateUpdate } from './task-state.js';
import { watchTask } from './watch-task.js';

/** A task that is to be sent. */
export interface NewTask<T> {
  readonly taskId: string;
  /** Longest time until its reply, in milliseconds. */
  readonly limitMs: number;
  /** Whether anybody looks at them. */
  readonly previews: boolean;
  /** Sends it and resolves with its reply. */
  readonly send: (signal: AbortSignal) => Promise<T>;
}

/**
 * Sends a task, yields its states and returns its reply. However it ends, the task does not run on
 * without anybody waiting for it: closing the connection stops nothing on the server.
 *
 * @throws BackendError `cancelled`, what the server said, or `unavailable` with what became of the task
 */
export async function* followTask<T>(
  keeper: TaskKeeper,
  { taskId, limitMs, previews, send }: NewTask<T>,
  signal: AbortSignal,
): AsyncGenerator<StateUpdate, T> {
  const leaving = new AbortController();
  const reply = send(AbortSignal.any([signal, leaving.signal]));
  keeper.begin(taskId, limitMs);
  let isOver = false;
  const end = (): void => {
    isOver = true;
    keeper.end(taskId);
  };
  reply.then(end, (error) => {
    if (isAnswer(error)) end();
  });
  try {
    return yield* watchTask(reply, keeper.monitor(taskId, previews), keeper.timing);
  } catch (error) {
    if (!(error instanceof LostConnection)) throw error;
    end();
    throw await keeper.explainLoss(taskId, error, limitMs);
  } finally {
    leaving.abort();
    if (!isOver) keeper.abandon(taskId, limitMs);
  }
}

/** Whether the server has said its last word on the task, or its connection was lost, which is explained. */
function isAnswer(error: unknown): boolean {
  return BackendError.is(error) && error.code !== 'cancelled' && !(error instanceof LostConnection);
}
