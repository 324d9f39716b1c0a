import { z } from 'zod';

export const ownerKeySchema = z
  .strictObject({ key: z.string().min(1, 'expected the text of the key file').max(500) })
  .meta({ id: 'OwnerKey' });

export const ownerSchema = z
  .object({
    shown: z.boolean().describe('Whether this client has shown the key'),
    key_file: z.string().describe('Where the key is, on the machine that runs the studio'),
  })
  .meta({ id: 'Owner' });
