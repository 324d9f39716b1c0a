import { Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorFilter } from '../../platform/errors/error.filter.js';
import type { ProblemException } from '../../platform/errors/problem.exception.js';

/** Errors in the shape that OpenAI's clients read; the request's id they take from its header. */
@Catch()
export class OpenAiErrorFilter extends ErrorFilter {
  protected answer(exception: ProblemException, _request: FastifyRequest, reply: FastifyReply): void {
    const { status, body } = toOpenAiError(exception);
    void reply.status(status).send(body);
  }
}

function toOpenAiError(exception: ProblemException): { status: number; body: object } {
  const { code, detail, errors } = exception;
  const status = exception.getStatus();
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const param = errors?.[0]?.field ?? null;
  // OpenAI answers 400 where our own API answers 422.
  return { status: status === 422 ? 400 : status, body: { error: { message: detail, type, param, code } } };
}
