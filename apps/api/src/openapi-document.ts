import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { appEventSchema } from './platform/events/app-event.js';
import { problemSchema } from './platform/errors/problem.js';
import { enrichEventSchema } from './protocols/v1/schemas/prompt.schema.js';

/** Describes the API as its routes and schemas declare it. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('CyberImage')
    .setDescription('Self-hosted image generation. Every error is a problem details object (RFC 9457).')
    .setVersion('1')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? toOpenApi(schema, schemaType) : undefined,
  });
  // Referred to by hand-written contents, which the converter does not see.
  const { components } = [problemSchema, appEventSchema, enrichEventSchema]
    .map((schema) => toOpenApi(schema, 'output'))
    .reduce((all, { components: more }) => ({ components: { ...all.components, ...more }, schema: {} }));
  document.components = {
    ...document.components,
    schemas: { ...components, ...document.components?.schemas },
  };
  return document;
}

/** The page at /api/docs comes from this server alone; the document is at /api/docs-json. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => createOpenApiDocument(app), {
    customSiteTitle: 'CyberImage API',
  });
}

interface ConvertedSchema {
  readonly schema: object;
  readonly components: Record<string, object>;
}

/** Named schemas become components, so that clients get types with names. */
function toOpenApi(schema: z.ZodType, io: 'input' | 'output'): ConvertedSchema {
  const converted = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io,
    override: ({ jsonSchema }) => {
      // Zod's integers are safe integers; bounds that every JSON number has say nothing.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const { definitions = {}, ...root } = JSON.parse(
    JSON.stringify(converted).replaceAll('"#/definitions/', '"#/components/schemas/'),
  ) as { definitions?: Record<string, object> };
  return { schema: root, components: definitions };
}
