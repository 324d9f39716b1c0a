import {
  BackendError,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
} from '@cyberimage/core';
import type { BackendProcess } from './backend-process.js';
import { EventGuard } from './event-guard.js';

/** How a generate is run. */
export interface RunOptions extends GenerateOptions {
  /** How long a backend may take to stop by itself. */
  readonly graceMs: number;
}

/**
 * Runs one generate in `backend`. When it is over, for whatever reason, so is the backend's work: a
 * backend that does not stop within the grace time loses its process.
 *
 * @throws BackendError
 */
export async function* runGeneration(
  backend: BackendProcess,
  request: GenerationRequest,
  { signal, graceMs, ...choices }: RunOptions,
): AsyncGenerator<GenerationEvent, void, undefined> {
  if (signal.aborted) throw cancelled();
  const guard = new EventGuard(request, choices.resumeFrom !== undefined);
  const call = backend.generate(request, choices);
  let timer: NodeJS.Timeout | undefined;
  const killLater = (): void => {
    timer ??= setTimeout(() => {
      if (!call.isSettled) backend.kill('it did not stop when asked to', { expected: true });
    }, graceMs);
  };
  const stop = (): void => {
    call.abort();
    killLater();
  };
  signal.addEventListener('abort', stop);
  let done = false;
  try {
    while (!done) {
      const next = await call.next();
      if (next === undefined) throw guard.endedEarly();
      const event = guard.accept(next.event);
      // What was under way when the caller aborted, a quick backend's end included, comes too late.
      if (signal.aborted) throw cancelled();
      done = event.type === 'done';
      yield event;
    }
  } catch (error) {
    if (signal.aborted) throw cancelled(error);
    // A host that stops aborts its backends' work; nobody has cancelled the job.
    if (BackendError.is(error) && error.code === 'cancelled') throw givenUp(error);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    if (!call.isSettled) {
      if (done) killLater();
      else stop();
      await call.settled;
    }
    clearTimeout(timer);
  }
}

/** What a generate rejects with whose signal aborted. */
export function cancelled(cause?: unknown): BackendError {
  return new BackendError('cancelled', 'The generation was cancelled', { cause });
}

function givenUp(cause: unknown): BackendError {
  return new BackendError('unavailable', 'The backend gave the work up before it was done', { cause });
}
