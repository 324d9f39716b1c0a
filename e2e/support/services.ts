import { spawnSync } from 'node:child_process';

/** Whether a redis-server is installed; in CI a missing one is an error. */
export const hasRedis = requireInCi('redis-server', spawnSync('redis-server', ['--version']).status === 0);

/** Whether a Chromium is installed; in CI a missing one is an error. */
export const hasChromium = requireInCi('chromium', spawnSync('chromium', ['--version']).status === 0);

function requireInCi(program: string, isInstalled: boolean): boolean {
  if (isInstalled) return true;
  if (process.env['CI'] !== undefined)
    throw new Error(`${program} is missing, and CI must not skip its tests`);
  return false;
}
