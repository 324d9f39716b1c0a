import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';

/** Variables by name; absent ones are undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The process's variables over those of `.env`. `CYBERIMAGE_ENV_FILE` names another file; an empty name
 * means none.
 */
export function readEnvironment(
  rootPath: string,
  processEnvironment: Environment = process.env,
): Environment {
  const path = processEnvironment['CYBERIMAGE_ENV_FILE'] ?? join(rootPath, '.env');
  const fromFile = path !== '' && existsSync(path) ? parse(readFileSync(path)) : {};
  return { ...fromFile, ...processEnvironment };
}
