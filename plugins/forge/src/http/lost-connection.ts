import { BackendError } from '@cyberimage/core';

/** How a connection was lost. */
export type Loss = 'refused' | 'broken' | 'timeout';

/**
 * No reply came, so that nobody here knows what the server did with the request. What the server said is
 * never one of these.
 */
export class LostConnection extends BackendError {
  constructor(
    readonly loss: Loss,
    message: string,
    cause?: unknown,
  ) {
    super('unavailable', message, { cause });
  }
}
