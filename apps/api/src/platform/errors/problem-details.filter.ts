import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, toProblem, toProblemException } from './to-problem-exception.js';

/** Every error leaves the server as problem details (RFC 9457). */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemDetailsFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const exception = toProblemException(error);
    const status = exception.getStatus();
    if (status >= 500)
      this.logger.error({ err: error, method: request.method, url: request.url }, 'Request failed');
    if (reply.sent) return;
    if (exception.retryAfterSeconds !== undefined) {
      void reply.header('Retry-After', String(exception.retryAfterSeconds));
    }
    void reply.status(status).type(PROBLEM_TYPE).send(toProblem(exception, request.url));
  }
}
