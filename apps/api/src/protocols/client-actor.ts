import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who sends the request, as the audit trail names them. */
export const ClientActor = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string =>
    `client:${context.switchToHttp().getRequest<FastifyRequest>().ip}`,
);
