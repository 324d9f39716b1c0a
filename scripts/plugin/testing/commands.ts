import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** How a command ended, with all that it printed. */
export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** Runs Node in the repository's folder. */
export async function node(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Finished> {
  // A runner inside of a runner would take itself for a part of the outer one.
  const { INIT_CWD: _calledFrom, NODE_TEST_CONTEXT: _outer, ...inherited } = process.env;
  const options = { cwd: repository, env: { ...inherited, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: `${stdout}${stderr}` });
    });
  });
}

/** What `npm install` would do, without a network: the packed contract, and compiler and types from here. */
export function installOffline(directory: string): void {
  const [packed] = readdirSync(directory).filter((name) => name.endsWith('.tgz'));
  const core = join(directory, 'node_modules/@cyberimage/core');
  mkdirSync(core, { recursive: true });
  execFileSync('tar', ['-xzf', join(directory, packed ?? 'missing.tgz'), '--strip-components=1', '-C', core]);
  mkdirSync(join(directory, 'node_modules/@types'));
  for (const name of ['@types/node', 'typescript']) {
    symlinkSync(join(repository, 'node_modules', name), join(directory, 'node_modules', name), 'junction');
  }
}
