import { open } from 'node:fs/promises';
import { z } from 'zod';

/** Far above any real header; a length beyond it means that the file is something else. */
const MAX_HEADER_BYTES = 32 * 2 ** 20;

/** Training tools put whole tag lists here; nobody shows them. */
const MAX_VALUE_LENGTH = 2000;

const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).default({}) });

/**
 * The free texts in the header of a safetensors file, without the very long ones. The file begins with the
 * header's length (8 bytes, little endian) and the header as JSON:
 * https://huggingface.co/docs/safetensors/index#format
 *
 * @returns null when the file does not begin so
 */
export async function readSafetensorsMetadata(path: string): Promise<Record<string, string> | null> {
  const file = await open(path, 'r');
  try {
    const prefix = Buffer.alloc(8);
    const { bytesRead } = await file.read(prefix, 0, prefix.length, 0);
    if (bytesRead < prefix.length || prefix.readBigUInt64LE() > MAX_HEADER_BYTES) return null;
    const header = Buffer.alloc(Number(prefix.readBigUInt64LE()));
    const read = await file.read(header, 0, header.length, prefix.length);
    if (read.bytesRead < header.length) return null;
    const { __metadata__: metadata } = headerSchema.parse(JSON.parse(header.toString('utf8')));
    const short = Object.entries(metadata).filter(([, value]) => value.length <= MAX_VALUE_LENGTH);
    return Object.fromEntries(short);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  } finally {
    await file.close();
  }
}
