import { z } from 'zod';

/**
 * The body of a generation request. Which fields a model takes, and their bounds, are the model's own
 * affair: all values are held against its option schema later, so that one answer names every fault.
 */
export const generateRequestSchema = z
  .looseObject({
    model: z.unknown().optional().meta({
      type: 'string',
      description: 'Id of a model of GET /models; the first usable one where absent',
    }),
    prompt: z.unknown().optional().meta({ type: 'string' }),
    negative_prompt: z.unknown().optional().meta({ type: 'string' }),
    width: z.unknown().optional().meta({ type: 'integer', description: 'Pixels' }),
    height: z.unknown().optional().meta({ type: 'integer', description: 'Pixels' }),
    steps: z.unknown().optional().meta({ type: 'integer' }),
    guidance_scale: z.unknown().optional().meta({ type: 'number', description: 'Alias: cfg_scale' }),
    sampler: z
      .unknown()
      .optional()
      .meta({ type: 'string', description: 'A1111 name or diffusers class name' }),
    scheduler: z.unknown().optional().meta({ type: 'string', description: 'Schedule type, such as Karras' }),
    seed: z
      .unknown()
      .optional()
      .meta({
        oneOf: [{ type: 'integer' }, { type: 'string', pattern: '^(-1|\\d{1,20})$' }],
        description: '-1 for a random one; above 2^53 - 1 as a decimal string',
      }),
    styles: z
      .unknown()
      .optional()
      .meta({
        oneOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }],
        description: 'Names of styles, applied in this order; the prompts as typed go on record too',
      }),
    image: z.unknown().optional().meta({
      type: 'string',
      description:
        'A picture to start from: the id of an input (POST /api/v1/inputs) or of a picture of the gallery, a data: URL or base64',
    }),
    mask: z.unknown().optional().meta({
      type: 'string',
      description: 'Which part of it is painted anew (white), given as image is. Alias: mask_image',
    }),
    strength: z.unknown().optional().meta({
      type: 'number',
      description: 'How much of it may change, 0 to 1. Alias: denoising_strength',
    }),
    num_images: z.unknown().optional().meta({ type: 'integer' }),
    loras: z
      .unknown()
      .optional()
      .meta({
        oneOf: [
          { type: 'string', description: 'Tags: <lora:name:0.8>' },
          {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: { type: 'string' },
                weight: { type: 'number', default: 1 },
                textEncoderWeight: { type: 'number', description: 'weight where absent' },
              },
              required: ['name'],
            },
          },
        ],
        description:
          "LoRAs to apply, of the choices in the model's option schema; tags in the prompt add to them",
      }),
    output_format: z
      .unknown()
      .optional()
      .meta({ type: 'string', enum: ['png', 'jpeg', 'webp'], description: 'How the picture is kept' }),
    output_quality: z
      .unknown()
      .optional()
      .meta({ type: 'integer', description: '1 to 100, for JPEG and WebP' }),
    target_server_alias: z.unknown().optional().meta({
      type: 'string',
      description: 'Instead of all others, with generation_params: the server that makes the picture',
    }),
    generation_params: z.unknown().optional().meta({
      type: 'object',
      additionalProperties: true,
      description: 'The parameters for target_server_alias, its checkpoint as checkpoint_name',
    }),
  })
  .meta({
    id: 'GenerateRequest',
    description: "Further fields as the model's option schema names them; unknown ones are refused by name",
    example: { model: 'starter', prompt: 'a neon city skyline at night', steps: 12, seed: -1 },
  });
