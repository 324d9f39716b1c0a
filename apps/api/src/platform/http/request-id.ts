import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { withRequestId } from '../logging/request-context.js';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** What proxies and tracers send; anything else could break a log line or a header. */
const FITTING = /^[\w.:=+/@-]{1,128}$/;

/** Requests that come every few seconds by themselves would drown the others in the log. */
const QUIET_PATHS = /^\/(health|ready|metrics|api\/v1\/events|media\/)/;

/** The id that the client or a proxy gave, where it is one; else a new one. */
export function chooseRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && FITTING.test(given) ? given : uuidv7();
}

/** Answers every request with its id, runs all work for it under that id, and logs its end. */
export function followRequests(fastify: FastifyInstance): void {
  const logger = new Logger('Http');
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID_HEADER, request.id);
    withRequestId(request.id, done);
  });
  // A body arrives on the connection, which knows nothing of the request.
  fastify.addHook('preValidation', (request, _reply, done) => withRequestId(request.id, done));
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!QUIET_PATHS.test(request.url)) {
      const { method, url } = request;
      // Not as `req` and `res`: pino's own serializers of those ask a response object for its status.
      const http = { method, url, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) };
      withRequestId(request.id, () => logger.log({ http }, 'request completed'));
    }
    done();
  });
}
