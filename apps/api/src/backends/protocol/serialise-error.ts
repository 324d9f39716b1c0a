import { BackendError } from '@cyberimage/core';
import type { SerialisedError } from './backend-message.js';

const LONGEST_MESSAGE = 4_000;
const LONGEST_CAUSE = 16_000;

/** Makes whatever a backend threw fit for a message; what is not a BackendError becomes `internal`. */
export function serialiseError(error: unknown): SerialisedError {
  if (BackendError.is(error)) {
    const { code, message, retryable, field, cause } = error;
    return {
      code,
      message: message.slice(0, LONGEST_MESSAGE),
      retryable,
      field: typeof field === 'string' ? field : undefined,
      cause: cause === undefined ? undefined : describe(cause),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `The backend failed: ${message}`.slice(0, LONGEST_MESSAGE),
    retryable: false,
    field: undefined,
    cause: describe(error),
  };
}

/** The reverse of {@link serialiseError}; the cause stays text. */
export function reviveError({ code, message, retryable, field, cause }: SerialisedError): BackendError {
  return new BackendError(code, message, { retryable, ...(field === undefined ? {} : { field }), cause });
}

function describe(cause: unknown): string {
  const text = cause instanceof Error ? (cause.stack ?? `${cause.name}: ${cause.message}`) : String(cause);
  return text.slice(0, LONGEST_CAUSE);
}
