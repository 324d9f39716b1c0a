import { z } from 'zod';

/** A place in the OpenAPI document that a named schema is referred to from. */
export function componentSchema(schema: z.ZodType): { $ref: string } {
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new Error('Only a schema with an id can be referred to');
  return { $ref: `#/components/schemas/${id}` };
}
