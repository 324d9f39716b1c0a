import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What names a LoRA for good. Hex. */
export interface LoraHashes {
  /** SHA-256 of the file. */
  readonly sha256: string;
  /**
   * SHA-256 of what lies behind the header: the same after somebody edited the texts in the file. A1111's and
   * Civitai's hash of a LoRA is its beginning (kohya's `addnet_hash_safetensors`).
   */
  readonly weightsSha256: string;
}

const PREFIX_BYTES = 8;

/** Reads a safetensors file once. @throws what reading throws */
export async function hashLora(path: string): Promise<LoraHashes> {
  const [whole, weights] = [createHash('sha256'), createHash('sha256')];
  let prefix = Buffer.alloc(0);
  let position = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    whole.update(chunk);
    if (prefix.length < PREFIX_BYTES) prefix = Buffer.concat([prefix, chunk]).subarray(0, PREFIX_BYTES);
    if (prefix.length === PREFIX_BYTES) {
      const start = PREFIX_BYTES + Number(prefix.readBigUInt64LE());
      weights.update(chunk.subarray(Math.max(0, start - position)));
    }
    position += chunk.length;
  }
  return { sha256: whole.digest('hex'), weightsSha256: weights.digest('hex') };
}
