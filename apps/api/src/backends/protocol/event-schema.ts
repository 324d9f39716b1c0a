import { z } from 'zod';
import type { GenerationEvent } from '@cyberimage/core';

const MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

/** A preview is a thumbnail; this is far above any, and keeps a window of them small. */
const LARGEST_PREVIEW_BYTES = 4 * 2 ** 20;
const LARGEST_IMAGE_SIDE = 16_384;

const bytes = z.instanceof(Uint8Array);
const someBytes = bytes.refine((data) => data.byteLength > 0, 'must not be empty');
const index = z.int().nonnegative();

const encodedImage = z.object({
  kind: z.literal('encoded'),
  mediaType: z.enum(MEDIA_TYPES),
  data: someBytes,
});

const rawImage = z
  .object({
    kind: z.literal('raw'),
    width: z.int().positive().max(LARGEST_IMAGE_SIDE),
    height: z.int().positive().max(LARGEST_IMAGE_SIDE),
    channels: z.union([z.literal(3), z.literal(4)]),
    data: bytes,
  })
  .superRefine(({ width, height, channels, data }, context) => {
    const expected = width * height * channels;
    if (data.byteLength !== expected) {
      context.addIssue(
        `${width}x${height} with ${channels} channels takes ${expected} bytes, not ${data.byteLength}`,
      );
    }
  });

/** What `generate()` may yield. Keys that this version does not know are left out. */
export const eventSchema: z.ZodType<GenerationEvent> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z
    .object({
      type: z.literal('progress'),
      phase: z.enum(['wait', 'download', 'load', 'encode', 'denoise', 'decode']),
      step: z.number().nonnegative(),
      of: z.number().positive(),
    })
    .refine(({ step, of }) => step <= of, 'step must not be above of'),
  z.object({
    type: z.literal('preview'),
    index,
    mediaType: z.enum(MEDIA_TYPES),
    data: someBytes.refine((data) => data.byteLength <= LARGEST_PREVIEW_BYTES, 'must be a small picture'),
  }),
  z.object({ type: z.literal('warning'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('checkpoint'), data: bytes }),
  z.object({
    type: z.literal('image'),
    index,
    seed: z
      .bigint()
      .nonnegative()
      .lt(2n ** 64n),
    content: z.discriminatedUnion('kind', [encodedImage, rawImage]),
    metadata: z.record(z.string(), z.json()),
  }),
  z.object({ type: z.literal('done') }),
]);
