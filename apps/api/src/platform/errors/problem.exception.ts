import { HttpException, HttpStatus } from '@nestjs/common';
import type { FieldError } from './problem.js';

/** Kinds of problems that programs may tell apart, with their titles. */
const TITLES = {
  'invalid-request': 'The request is not valid',
  'not-found': 'Not found',
  'method-not-allowed': 'Method not allowed',
  conflict: 'Not possible in the present state',
  gone: 'Deleted',
  'queue-full': 'The queue is full',
  'rate-limited': 'Too many requests',
  unavailable: 'Not available now',
  forbidden: 'Not allowed',
  'owner-only': "The owner's key is needed",
  'too-large': 'The request is too large',
  'unsupported-media-type': 'Unsupported media type',
  'internal-error': 'Something went wrong here',
} as const;

export type ProblemCode = keyof typeof TITLES;

/** An error whose whole content may be shown to the client. */
export class ProblemException extends HttpException {
  readonly title: string;

  constructor(
    status: number,
    readonly code: ProblemCode,
    readonly detail: string,
    readonly errors?: readonly FieldError[],
    /** When the same request may be taken; sent as `Retry-After`. */
    readonly retryAfterSeconds?: number,
  ) {
    super(detail, status);
    this.title = TITLES[code];
  }

  /** 422: fields of the request are wrong. */
  static invalid(errors: readonly FieldError[]): ProblemException {
    const detail = errors.map((error) => error.message).join('; ');
    return new ProblemException(HttpStatus.UNPROCESSABLE_ENTITY, 'invalid-request', detail, errors);
  }

  static notFound(detail: string): ProblemException {
    return new ProblemException(HttpStatus.NOT_FOUND, 'not-found', detail);
  }
}
