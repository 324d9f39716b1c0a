import { createHash, type Hash } from 'node:crypto';
import type { HubFile } from './hub-file.js';

/**
 * The running checksum of a file's bytes, of the kind that the hub tells for it. Git's object id is the
 * SHA-1 of `blob <size>\0` and the content: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects.
 */
export function startFileHash({ checksum, sizeBytes }: HubFile): Hash {
  if (checksum.kind === 'sha256') return createHash('sha256');
  return createHash('sha1').update(`blob ${sizeBytes}\0`);
}
