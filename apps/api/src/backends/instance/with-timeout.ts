import { BackendError } from '@cyberimage/core';

/**
 * What `promise` gives, if it does so in time.
 *
 * @param what for people: what is waited for, such as `listModels()`
 * @param onTimeout runs when time is up, before the rejection
 * @throws BackendError `unavailable` when it does not
 */
export async function withTimeout<T>(
  promise: Promise<T>,
  timeoutMs: number,
  what: string,
  onTimeout: () => void = () => undefined,
): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    onTimeout();
    reject(new BackendError('unavailable', `No answer to ${what} within ${timeoutMs / 1_000} s`));
  }, timeoutMs);
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
}
