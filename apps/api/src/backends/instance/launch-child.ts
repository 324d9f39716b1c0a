import { fork, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.js';

/** What a child process is started with beside the code. */
export interface ChildLaunch {
  /** Working directory. */
  readonly directory: string;
  /** Names of variables to pass on. */
  readonly environment: readonly string[];
  /** Values that must not reach a log or a browser, whatever the process says. */
  readonly secrets?: readonly string[];
  /** Flags for Node. */
  readonly execArgv: readonly string[];
}

/** The compiled host starts the compiled child; a host that runs from its sources starts the source. */
const SOURCES = import.meta.url.endsWith('.ts');
const ENTRY = new URL(`../child/child-process.${SOURCES ? 'ts' : 'js'}`, import.meta.url);
const SOURCE_FLAGS = [
  '--conditions=source',
  `--import=${new URL('../child/resolve-sources.ts', import.meta.url).href}`,
];

/** Starts the process that runs a backend. Messages keep bigints and byte arrays (`advanced`). */
export function launchChild({ directory, environment, execArgv }: ChildLaunch): ChildProcess {
  const child = fork(fileURLToPath(ENTRY), [], {
    cwd: directory,
    env: childEnvironment(environment),
    // Without this the child would inherit the host's own flags.
    execArgv: [...(SOURCES ? SOURCE_FLAGS : []), ...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.pid !== undefined) yieldToHost(child.pid);
  return child;
}

/** Inference takes every core it gets: with a lower priority the host still answers at once. */
function yieldToHost(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // The process has ended already, or the system keeps its priorities to itself.
  }
}
