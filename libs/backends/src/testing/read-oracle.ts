import { readFileSync } from 'node:fs';

/** The fixtures folder of this package. */
export const FIXTURES = new URL('../../fixtures/', import.meta.url);

/**
 * @param name a file of `fixtures/oracles`
 * @returns its content; the test that knows the file names the type
 */
export function readOracle(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`oracles/${name}`, FIXTURES), 'utf8'));
}
