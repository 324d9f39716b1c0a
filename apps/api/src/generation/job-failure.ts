import { BackendError } from '@cyberimage/core';
import { StorageError } from '../gallery/storage-error.js';
import type { JobErrorInfo } from '../platform/events/app-event.js';

const MAX_RETRIES = 3;
const FIRST_RETRY_DELAY_MS = 2000;

/** What to do about an attempt that ended with an error. */
export interface FailurePlan {
  readonly error: JobErrorInfo;
  /** Undefined when the job has failed for good. */
  readonly retryDelayMs: number | undefined;
}

/** @param failures how many attempts at the job ended with an error before this one */
export function planFailure(error: unknown, failures: number): FailurePlan {
  const retryDelayMs =
    BackendError.is(error) && error.retryable && failures < MAX_RETRIES
      ? FIRST_RETRY_DELAY_MS * 2 ** failures
      : undefined;
  return { error: describeError(error), retryDelayMs };
}

function describeError(error: unknown): JobErrorInfo {
  if (BackendError.is(error)) return { code: error.code, message: error.message };
  if (error instanceof StorageError) return { code: error.code, message: error.message };
  const message = 'The server hit an unexpected error while it did this job; its log holds the details';
  return { code: 'internal', message };
}
