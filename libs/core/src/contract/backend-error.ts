/** Why a backend could not do its work. The list is closed: programs decide by it. */
export const BACKEND_ERROR_CODES = [
  /** The request cannot be done, now or later. */
  'invalid-request',
  /** The device or server behind the backend does not answer. */
  'unavailable',
  /** Not enough memory for this request. */
  'out-of-memory',
  /** The model's files are absent, damaged or of an unknown layout. */
  'model-missing',
  /** The caller's signal aborted. */
  'cancelled',
  /** Anything else: a bug of the backend. */
  'internal',
] as const;

/** One of {@link BACKEND_ERROR_CODES}. */
export type BackendErrorCode = (typeof BACKEND_ERROR_CODES)[number];

/** What a {@link BackendError} is made of beside its message. */
export interface BackendErrorOptions {
  /** Whether the same request may succeed later. Default: true for `unavailable`, else false. */
  readonly retryable?: boolean;
  /** The parameter that is at fault, where one is. */
  readonly field?: string;
  /** The error that led to this one; logged by the host, not shown to users. */
  readonly cause?: unknown;
}

/** The one error type of the contract. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly code: BackendErrorCode;
  readonly retryable: boolean;
  readonly field: string | undefined;

  /**
   * @param code one of the closed list
   * @param message for people: what happened and what would help
   */
  constructor(code: BackendErrorCode, message: string, options: BackendErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? code === 'unavailable';
    this.field = options.field;
  }

  /**
   * Whether `error` is a BackendError. By shape, not by `instanceof`: a plugin may carry its own copy of
   * this package.
   */
  static is(error: unknown): error is BackendError {
    return (
      error instanceof Error &&
      error.name === 'BackendError' &&
      (BACKEND_ERROR_CODES as readonly unknown[]).includes((error as { code?: unknown }).code)
    );
  }
}
