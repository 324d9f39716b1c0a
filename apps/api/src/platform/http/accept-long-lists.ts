import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { limitBodies } from './limit-bodies.js';

const LIMIT_BYTES = 8 * 2 ** 20;

interface LongListRouteConfig {
  readonly takesLongLists?: boolean;
}

/** The route takes bodies with very many ids. */
export function TakesLongLists(): MethodDecorator {
  return RouteConfig({ takesLongLists: true } satisfies LongListRouteConfig);
}

/** Lets the routes that are marked so take long lists. To call before there are routes. */
export function acceptLongLists(fastify: FastifyInstance): void {
  limitBodies(fastify, 'takesLongLists' satisfies keyof LongListRouteConfig, LIMIT_BYTES);
}
