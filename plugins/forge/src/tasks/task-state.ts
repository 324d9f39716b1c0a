import type { PictureFile } from '../pictures/media-type.js';

/**
 * What the server says of one of our tasks. `unknown`: it never heard of it, or forgot. `untracked`: it
 * does not name its tasks, so that nobody can tell.
 */
type TaskPhase = 'queued' | 'active' | 'completed' | 'unknown' | 'untracked';

/** The state of a task at one moment. */
export interface TaskState {
  readonly phase: TaskPhase;
  /** Part of the work that is done, 0 to 1; absent while waiting. */
  readonly fraction?: number;
  readonly preview?: PictureFile;
}

/** What watching a task yields. */
export interface StateUpdate {
  readonly kind: 'state';
  readonly state: TaskState;
}

/** How tasks are watched. */
export interface TaskTiming {
  /** Time between two questions about a task, in milliseconds. */
  readonly pollMs: number;
  /** Longest time for an answer to one question, in milliseconds. */
  readonly pollTimeoutMs: number;
  /** A server that answers no question for so long counts as gone, in milliseconds. */
  readonly silenceMs: number;
  /** How long a task that was just sent may take to show up in the server's queue, in milliseconds. */
  readonly graceMs: number;
  /** Longest wait for an interrupted task to end before the next one is sent behind it, in milliseconds. */
  readonly settleMs: number;
}

/** Forge's own page asks twice a second. Its 40 threads may all wait for jobs, hence the long silence. */
export const TASK_TIMING: TaskTiming = {
  pollMs: 500,
  pollTimeoutMs: 10_000,
  silenceMs: 120_000,
  graceMs: 5_000,
  settleMs: 60_000,
};
