import { deflateSync, inflateSync } from 'node:zlib';
import type { JsonObject } from '@cyberimage/core';
import { z } from 'zod';

/** The PNG keyword, and what a maker note of ours begins with. */
export const RECORD_KEYWORD = 'cyberimage';

const MAKER_NOTE_HEAD = Buffer.from('CyberImage\0', 'latin1');
const MAX_RECORD_BYTES = 16 * 2 ** 20;

const recordSchema = z.object({
  version: z.literal(1),
  id: z.uuid(),
  job_id: z.string().nullable(),
  index: z.int().nullable(),
  created_at: z.iso.datetime(),
  model: z.string(),
  backend: z.string().nullable(),
  seed: z.string().regex(/^\d{1,20}$/),
  parameters: z.record(z.string(), z.unknown()).transform((values) => values as JsonObject),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })).nullable(),
  generation_seconds: z.number().nullable(),
});

/** The picture's row as its own file carries it: the library can be rebuilt from these. */
export type PictureRecord = z.infer<typeof recordSchema>;

/** @returns undefined for a text that is not ours */
export function parseRecord(text: string | undefined): PictureRecord | undefined {
  if (text === undefined) return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** For EXIF: compressed, since a JPEG has room for 64 KiB only. */
export function toMakerNote(record: PictureRecord): Buffer {
  return Buffer.concat([MAKER_NOTE_HEAD, deflateSync(JSON.stringify(record))]);
}

/** The text in a maker note of ours; undefined for one of a camera. */
export function readMakerNote(note: Buffer | undefined): string | undefined {
  if (note === undefined || !note.subarray(0, MAKER_NOTE_HEAD.length).equals(MAKER_NOTE_HEAD))
    return undefined;
  try {
    const options = { maxOutputLength: MAX_RECORD_BYTES };
    return inflateSync(note.subarray(MAKER_NOTE_HEAD.length), options).toString('utf8');
  } catch {
    return undefined;
  }
}
