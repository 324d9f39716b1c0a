import { HttpStatus } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';
import { ProblemException } from '../errors/problem.exception.js';
import { limitBodies } from './limit-bodies.js';
import type { PictureRouteConfig } from './takes-pictures.decorator.js';

const FORM = 'multipart/form-data';
const FILE_TYPES = ['image/png', 'image/jpeg', 'image/webp', FORM];

/** A picture and its mask, in base64. */
const INLINE_FACTOR = (2 * 4) / 3;

/**
 * Lets the routes that are marked so take pictures: bodies that are large enough, files, and forms, which
 * arrive as `FormData`. To call before there are routes.
 */
export function acceptPictures(
  fastify: FastifyInstance,
  { limits, inputs }: Pick<Settings, 'limits' | 'inputs'>,
): void {
  const bodyLimit = limits.bodyLimitBytes + Math.ceil(inputs.limitBytes * INLINE_FACTOR);
  limitBodies(fastify, 'takesPictures' satisfies keyof PictureRouteConfig, bodyLimit);
  // Before the body is read.
  fastify.addHook('onRequest', async (request) => {
    const type = mediaTypeOf(request);
    const config = request.routeOptions.config as PictureRouteConfig;
    if (!FILE_TYPES.includes(type) || config.takesFiles === true) return;
    const detail = `${type} is not taken here; expected application/json`;
    throw new ProblemException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, 'unsupported-media-type', detail);
  });
  fastify.addContentTypeParser(
    FILE_TYPES,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer<ArrayBuffer>) => {
      return mediaTypeOf(request) === FORM ? readForm(body, request.headers['content-type'] ?? '') : body;
    },
  );
}

function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

async function readForm(body: Buffer<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new ProblemException(HttpStatus.BAD_REQUEST, 'invalid-request', `The body is no ${FORM}`);
  }
}
