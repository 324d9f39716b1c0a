import { applyDecorators, type HttpStatus } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { problemSchema } from '../platform/errors/problem.js';
import { componentSchema } from '../platform/http/component-schema.js';

/** Documents error answers: all of them are problem details. */
export function ApiProblem(responses: Readonly<Partial<Record<HttpStatus, string>>>): MethodDecorator {
  return applyDecorators(
    ...Object.entries(responses).map(([status, description]) =>
      ApiResponse({
        status: Number(status),
        description,
        content: { 'application/problem+json': { schema: componentSchema(problemSchema) } },
      }),
    ),
  );
}
