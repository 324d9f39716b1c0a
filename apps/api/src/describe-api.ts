import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { createFastifyAdapter } from './configure-http.js';
import { createOpenApiDocument } from './openapi-document.js';
import { loadSettings } from './platform/config/load-settings.js';

/** The OpenAPI document without starting anything: routes are read, no service is made. */
export async function describeApi(): Promise<OpenAPIObject> {
  const { settings } = loadSettings(undefined, {});
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    createFastifyAdapter(settings),
    { preview: true, logger: false },
  );
  return createOpenApiDocument(app);
}
