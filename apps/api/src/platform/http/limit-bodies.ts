import type { FastifyInstance } from 'fastify';

/**
 * Gives the routes with a mark in their config a limit of their own in place of the usual one. To call before
 * there are routes.
 */
export function limitBodies(fastify: FastifyInstance, mark: string, limitBytes: number): void {
  fastify.addHook('onRoute', (route) => {
    const config = route.config as Readonly<Record<string, unknown>> | undefined;
    if (config?.[mark] === true) route.bodyLimit = limitBytes;
  });
}
