import { z } from 'zod';
import { generateRequestSchema } from '../generate-request.schema.js';

const SIZE = /^(\d{1,5})x(\d{1,5})$/;

/** Fields of OpenAI's own that say nothing to a diffusion model; clients send them unasked. */
const LEFT_OUT = ['user', 'quality', 'style', 'background', 'moderation'] as const;

export const openAiImageRequestSchema = generateRequestSchema
  .extend({
    n: z.unknown().optional().meta({ type: 'integer', description: 'How many pictures; as num_images' }),
    size: z
      .union([z.literal('auto'), z.string().regex(SIZE)], {
        error: 'expected auto or a size such as 512x512',
      })
      .optional()
      .meta({ type: 'string', description: 'Instead of width and height' }),
    output_compression: z.unknown().optional().meta({
      type: 'integer',
      description: 'Quality of a JPEG or WebP file, 1 to 100; alias of output_quality',
    }),
    response_format: z
      .enum(['url', 'b64_json'], { error: 'expected url or b64_json' })
      .default('url')
      .meta({ description: 'What data holds' }),
  })
  .meta({ id: 'OpenAiImageRequest' });

type OpenAiImageRequest = z.infer<typeof openAiImageRequestSchema>;

/** The request in our own words. */
export function toGenerateFields(request: OpenAiImageRequest): Record<string, unknown> {
  const { size, response_format: _format, ...fields } = request;
  const [, width, height] = SIZE.exec(size ?? '') ?? [];
  const kept = Object.entries(fields).filter(([name]) => !LEFT_OUT.some((left) => left === name));
  return {
    ...Object.fromEntries(kept),
    ...(width !== undefined && { width: Number(width), height: Number(height) }),
  };
}

const dataSchema = z
  .object({ url: z.string().optional(), b64_json: z.string().optional() })
  .meta({ id: 'OpenAiImage' });

export const openAiImageAnswerSchema = z
  .object({
    created: z.int().describe('Seconds since 1970'),
    data: z.array(dataSchema),
    id: z.string(),
    prompt: z.string(),
    imageUrl: z.string(),
    thumbnailUrl: z.string(),
    width: z.int(),
    height: z.int(),
    parameters: z.object({
      steps: z.number().nullable(),
      cfgScale: z.number().nullable(),
      sampler: z.string().nullable(),
      seed: z.union([z.int(), z.string()]).nullable(),
    }),
    generationTime: z.number().nullable().describe('Seconds'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'OpenAiImageAnswer', description: 'The camelCase fields describe the first picture' });
