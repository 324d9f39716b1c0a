import { Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemException } from './problem.exception.js';
import { toProblemException } from './to-problem-exception.js';

/** Answers errors: what is the server's own fault is logged, a limit says when it is over. */
export abstract class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(this.constructor.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const exception = toProblemException(error);
    const http = { method: request.method, url: request.url };
    if (exception.getStatus() >= 500) this.logger.error({ err: error, http }, 'Request failed');
    if (reply.sent) return;
    const { retryAfterSeconds: seconds } = exception;
    if (seconds !== undefined) void reply.header('Retry-After', String(seconds));
    this.answer(exception, request, reply);
  }

  /** Sends the error in the shape of the protocol. */
  protected abstract answer(exception: ProblemException, request: FastifyRequest, reply: FastifyReply): void;
}
