import { HttpStatus } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ProblemException } from '../errors/problem.exception.js';
import { limitBodies } from './limit-bodies.js';

const FILE_TYPES = ['application/gzip', 'application/x-gzip', 'application/x-compressed-tar'];
const LIMIT_BYTES = 64 * 2 ** 20;

interface PackageRouteConfig {
  readonly takesPackages?: boolean;
}

/** The route takes package files (`.tgz`) as its body. */
export function TakesPackages(): MethodDecorator {
  return RouteConfig({ takesPackages: true } satisfies PackageRouteConfig);
}

/** Lets the routes that are marked so take package files. To call before there are routes. */
export function acceptPackages(fastify: FastifyInstance): void {
  limitBodies(fastify, 'takesPackages' satisfies keyof PackageRouteConfig, LIMIT_BYTES);
  // Before the body is read.
  fastify.addHook('onRequest', async ({ headers, routeOptions }) => {
    const type = headers['content-type'] ?? '';
    const config = routeOptions.config as PackageRouteConfig;
    if (!FILE_TYPES.includes(type) || config.takesPackages === true) return;
    const detail = `${type} is not taken here; expected application/json`;
    throw new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, 'unsupported-media-type', detail);
  });
  fastify.addContentTypeParser(
    FILE_TYPES,
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => body,
  );
}
