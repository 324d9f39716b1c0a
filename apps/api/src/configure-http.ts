import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from './platform/config/settings.js';
import { ProblemDetailsFilter } from './platform/errors/problem-details.filter.js';
import { ProblemValidationPipe } from './platform/errors/validation-pipe.js';
import { PROBLEM_TYPE, toProblem, toProblemException } from './platform/errors/to-problem-exception.js';
import { acceptLongLists } from './platform/http/accept-long-lists.js';
import { acceptPackages } from './platform/http/accept-packages.js';
import { acceptPictures } from './platform/http/accept-pictures.js';
import { streamForms } from './platform/http/form-stream.js';
import { chooseRequestId, followRequests, REQUEST_ID_HEADER } from './platform/http/request-id.js';
import { createSameOriginGuard } from './platform/http/same-origin-guard.js';
import { serveOpenApi } from './openapi-document.js';

const MAX_PATH_PARAMETER_LENGTH = 200;

export function createFastifyAdapter(settings: Settings): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: settings.limits.bodyLimitBytes,
    genReqId: chooseRequestId,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PATH_PARAMETER_LENGTH },
    forceCloseConnections: true,
    frameworkErrors: answerFrameworkError,
  });
}

/** Errors from before any route is looked for, such as a malformed URL. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const exception = toProblemException(error);
  void reply
    .status(exception.getStatus())
    .type(PROBLEM_TYPE)
    .header(REQUEST_ID_HEADER, request.id)
    .send(toProblem(exception, request));
}

/** Everything about HTTP that is not a route. */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  const settings = app.get(Settings);
  const fastify = app.getHttpAdapter().getInstance();
  followRequests(fastify);
  // A form of another site could send it without being asked.
  fastify.removeContentTypeParser('text/plain');
  streamForms(fastify);
  acceptPictures(fastify, settings);
  acceptPackages(fastify);
  acceptLongLists(fastify);
  const guard = createSameOriginGuard(settings);
  fastify.addHook('onRequest', async (request) => guard(request));
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Angular puts the styles of components into the page.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    // Pages that may call the API may show its pictures.
    crossOriginResourcePolicy: { policy: settings.corsOrigins.length > 0 ? 'cross-origin' : 'same-origin' },
  });
  if (settings.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: [...settings.corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
      exposedHeaders: [REQUEST_ID_HEADER, 'Retry-After'],
      maxAge: 600,
    });
  }
  await app.register(fastifyStatic, { root: settings.webPath, serve: false });
  app.useGlobalPipes(new ProblemValidationPipe());
  app.useGlobalFilters(new ProblemDetailsFilter());
  serveOpenApi(app);
}
