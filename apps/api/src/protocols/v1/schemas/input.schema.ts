import { z } from 'zod';

export const inputSchema = z
  .object({
    id: z.string().describe('SHA-256 of the file: what requests name the picture by'),
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    media_type: z.string(),
    url: z.string(),
  })
  .meta({ id: 'Input' });

export type InputView = z.infer<typeof inputSchema>;

export const inputCopySchema = z
  .strictObject({ image_id: z.uuid({ error: 'expected the id of a picture of the gallery, a UUID' }) })
  .meta({ id: 'InputCopy' });
