import { HttpException, HttpStatus } from '@nestjs/common';
import type { Problem } from './problem.js';
import { ProblemException, type ProblemCode } from './problem.exception.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const CODE_BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  [HttpStatus.FORBIDDEN]: 'forbidden',
  [HttpStatus.NOT_FOUND]: 'not-found',
  [HttpStatus.METHOD_NOT_ALLOWED]: 'method-not-allowed',
  [HttpStatus.CONFLICT]: 'conflict',
  [HttpStatus.GONE]: 'gone',
  [HttpStatus.PAYLOAD_TOO_LARGE]: 'too-large',
  [HttpStatus.UNSUPPORTED_MEDIA_TYPE]: 'unsupported-media-type',
  [HttpStatus.TOO_MANY_REQUESTS]: 'rate-limited',
  [HttpStatus.SERVICE_UNAVAILABLE]: 'unavailable',
};

/** Any error as one for the client. What is not meant for clients keeps its text to the log. */
export function toProblemException(error: unknown): ProblemException {
  if (error instanceof ProblemException) return error;
  const status = error instanceof HttpException ? error.getStatus() : statusOfFastifyError(error);
  if (status === undefined || status >= 500) {
    const detail = 'The server hit an unexpected error; its log holds the details';
    return new ProblemException(HttpStatus.INTERNAL_SERVER_ERROR, 'internal-error', detail);
  }
  return new ProblemException(status, CODE_BY_STATUS[status] ?? 'invalid-request', (error as Error).message);
}

/** What is sent. */
export function toProblem(
  exception: ProblemException,
  { url, id }: { readonly url: string; readonly id: string },
): Problem {
  return {
    type: `urn:cyberimage:problem:${exception.code}`,
    title: exception.title,
    status: exception.getStatus(),
    detail: exception.detail,
    instance: url.split('?', 1)[0] ?? '/',
    request_id: id,
    ...(exception.errors !== undefined && { errors: [...exception.errors] }),
  };
}

/** Fastify's own errors (body too large, malformed JSON, …) carry a status and a message for people. */
function statusOfFastifyError(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' && error.statusCode >= 400 ? error.statusCode : undefined;
}
