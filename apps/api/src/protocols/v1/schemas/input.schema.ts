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
