import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemException } from '../../platform/errors/problem.exception.js';
import { toProblemException } from '../../platform/errors/to-problem-exception.js';

/** Errors in the shape that OpenAI's clients read. */
@Catch()
export class OpenAiErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(OpenAiErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const exception = toProblemException(error);
    const { status, body } = toOpenAiError(exception);
    const { method, url } = host.switchToHttp().getRequest<FastifyRequest>();
    if (status >= 500) this.logger.error({ err: error, method, url }, 'Request failed');
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    if (exception.retryAfterSeconds !== undefined) {
      void reply.header('Retry-After', String(exception.retryAfterSeconds));
    }
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
