import type { JsonValue } from '@cyberimage/core';
import { isObject } from './json-facts.js';

/** A1111 cuts the hash of a LoRA's weights here. */
const SHORT_HASH_LENGTH = 12;

/**
 * `name: hash, other: hash` for the LoRAs that a backend told of: by this A1111 and Civitai find the files,
 * whatever they are called there; names are those of the tags in the prompt. Undefined where there is none with a hash.
 *
 * @param applied the parameter `applied_loras`
 */
export function loraHashes(applied: JsonValue | undefined): string | undefined {
  if (!Array.isArray(applied)) return undefined;
  const told = applied.filter(isObject).flatMap(({ name, weights_sha256: hash }) => {
    if (typeof name !== 'string' || typeof hash !== 'string') return [];
    return [`${name}: ${hash.slice(0, SHORT_HASH_LENGTH)}`];
  });
  return told.length === 0 ? undefined : told.join(', ');
}
