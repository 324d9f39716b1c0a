import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 5 * 60_000;
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** What npm says when it fails, for people. */
export class NpmError extends Error {}

/**
 * Fetches a package of the registry.
 *
 * @param spec a name, with or without a version
 * @returns the name of the file that now lies in `folder`
 * @throws NpmError
 */
export async function npmPack(spec: string, folder: string): Promise<string> {
  const output = await npm(['pack', spec, '--pack-destination', folder, ...QUIET], folder);
  return output.trim().split('\n').at(-1) ?? '';
}

/** Puts a package's dependencies into its own `node_modules`; none of their scripts runs. @throws NpmError */
export async function npmInstall(folder: string): Promise<void> {
  await npm(['install', '--omit=dev', '--omit=peer', '--no-package-lock', ...QUIET], folder);
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await run('npm', args, { cwd, timeout: TIMEOUT_MS })).stdout;
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    throw new NpmError(`npm: ${stderr.trim() || message}`);
  }
}
