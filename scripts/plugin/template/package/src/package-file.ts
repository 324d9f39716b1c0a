import { readFileSync } from 'node:fs';
import type { BackendManifest } from '@cyberimage/core';

interface PackageFile {
  readonly version: string;
  readonly cyberimage: BackendManifest;
}

/** This package's package.json: the one place of its version, its name and its settings. */
export const PACKAGE_FILE = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as PackageFile;
