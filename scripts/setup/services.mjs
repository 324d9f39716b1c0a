import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tryRun } from './run.mjs';

/** Programs that tests need beside Node, with the Debian package that brings each. */
const SERVICES = [
  {
    program: 'redis-server',
    aptPackage: 'redis-server',
    suites: 'the queue on Bull and the separate worker',
  },
  { program: 'chromium', aptPackage: 'chromium', suites: 'the end-to-end tests in a browser' },
];

/**
 * Brings what the tests need, from Debian's packages where this user may install them. What stays absent
 * is said loudly, and ends the run in CI: a suite that silently skips is no proof.
 */
export function ensureServices() {
  let missing = SERVICES.filter(({ program }) => !isOnPath(program));
  if (missing.length > 0 && isOnPath('apt-get') && process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    console.log(`Installing ${missing.map(({ aptPackage }) => aptPackage).join(', ')} …`);
    tryRun('apt-get', ['update', '-qq'], { env });
    const packages = missing.map(({ aptPackage }) => aptPackage);
    tryRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
    missing = missing.filter(({ program }) => !isOnPath(program));
  }
  for (const { program, aptPackage, suites } of missing) {
    console.error(`\n!!! ${program} is missing: SKIPPED: ${suites} (Debian package: ${aptPackage})\n`);
  }
  if (missing.length > 0 && process.env.CI) {
    console.error('In CI a missing service is a failure.');
    process.exit(1);
  }
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
