import { createHash } from 'node:crypto';

/**
 * An id that is the same whenever it is made of the same parts, so that an attempt finds what an earlier one,
 * perhaps of a process that was killed, has left on the server. A UUID (version 8), as newer servers demand.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
