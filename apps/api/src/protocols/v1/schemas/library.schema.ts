import { z } from 'zod';

const modelFileSchema = z
  .object({
    filename: z.string(),
    relativePath: z.string().describe('From the folder, with forward slashes'),
    size: z.int().describe('Bytes'),
    modified: z.iso.datetime(),
    sha256: z
      .string()
      .nullable()
      .describe('Where a file beside it tells it: .sha256, .civitai.info or .metadata.json'),
    metadata: z
      .record(z.string(), z.string())
      .nullable()
      .describe('Texts of its safetensors header without the very long ones; null for other formats'),
  })
  .meta({ id: 'ModelFile' });

export type ModelFileView = z.infer<typeof modelFileSchema>;

export const modelFilesSchema = z.array(modelFileSchema);
