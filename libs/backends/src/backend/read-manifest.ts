import { readFileSync } from 'node:fs';
import type { BackendManifest } from '@cyberimage/core';

interface PackageJson {
  readonly version: string;
  readonly cyberimage: BackendManifest;
}

/** This package's package.json: the manifest is the one place that says what the backend takes. */
export function readManifest(): PackageJson {
  const file = new URL('../../package.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
}
