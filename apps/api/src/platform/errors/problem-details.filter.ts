import { Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorFilter } from './error.filter.js';
import type { ProblemException } from './problem.exception.js';
import { PROBLEM_TYPE, toProblem } from './to-problem-exception.js';

/** Every error leaves the server as problem details (RFC 9457). */
@Catch()
export class ProblemDetailsFilter extends ErrorFilter {
  protected answer(exception: ProblemException, request: FastifyRequest, reply: FastifyReply): void {
    void reply.status(exception.getStatus()).type(PROBLEM_TYPE).send(toProblem(exception, request));
  }
}
