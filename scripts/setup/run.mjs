import { spawnSync } from 'node:child_process';
import { root } from './root.mjs';

/**
 * Runs a command in the repository's folder with its output shown; ends this process with the command's
 * exit code when it fails.
 */
export function run(command, args, options = {}) {
  const code = tryRun(command, args, options);
  if (code === 0) return;
  console.error(`\nfailed (exit code ${code}): ${command} ${args.join(' ')}`);
  process.exit(code);
}

/** Runs a command as `run` does; gives its exit code. */
export function tryRun(command, args, { env = {} } = {}) {
  // npm and its companions are .cmd files on Windows, which only a shell can start.
  const shell = process.platform === 'win32';
  const options = { cwd: root, stdio: 'inherit', shell, env: { ...process.env, ...env } };
  const { status, error } = spawnSync(command, args, options);
  if (error) console.error(error.message);
  return status ?? 1;
}
