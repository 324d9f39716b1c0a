import { z } from 'zod';
import { FOLDER_IMPORT_STATES } from '../../../gallery/import/folder-import.entity.js';

const refusalSchema = z.object({ name: z.string(), reason: z.string() }).meta({ id: 'ImportRefusal' });

export const importedSchema = z
  .object({
    files: z.array(
      z
        .object({
          name: z.string(),
          status: z
            .enum(['imported', 'known', 'refused'])
            .describe('known: the same bytes are there already'),
          image_id: z.string().nullable(),
          reason: z.string().nullable().describe('Why it was refused'),
        })
        .meta({ id: 'ImportedFile' }),
    ),
  })
  .meta({ id: 'ImportedFiles' });

export const folderImportRequestSchema = z
  .strictObject({
    folder: z
      .string({ error: 'expected the path of a folder' })
      .min(1, 'expected the path of a folder')
      .max(4096, 'expected at most 4096 characters')
      .describe('In one of IMPORT_FOLDERS; a relative path counts from the first of them'),
  })
  .meta({ id: 'FolderImportRequest' });

export const folderImportSchema = z
  .object({
    id: z.string(),
    folder: z.string(),
    state: z.enum(FOLDER_IMPORT_STATES),
    total: z.int().nullable().describe('Picture files in it; null until they are counted'),
    imported: z.int(),
    known: z.int(),
    refused: z.int(),
    refusals: z.array(refusalSchema).describe('The first 100'),
    error: z.string().nullable(),
    started_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'FolderImport' });

export const folderImportsSchema = z
  .object({
    folders: z.array(z.string()).describe('IMPORT_FOLDERS: what may be imported'),
    imports: z.array(folderImportSchema).describe('Newest first'),
  })
  .meta({ id: 'FolderImports' });
