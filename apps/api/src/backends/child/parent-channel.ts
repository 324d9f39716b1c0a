import type { BackendMessage } from '../protocol/backend-message.js';

/**
 * Sends a message to the host. Resolves once it is written, and not within the same turn of the event
 * loop: a backend that computes without a pause would otherwise never hear an abort.
 *
 * @throws when the message holds what cannot be cloned, such as a function
 */
export async function sendToHost(message: BackendMessage): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.send?.(message, undefined, {}, (error) => {
      if (error) reject(error);
      else setImmediate(resolve);
    });
  });
}
