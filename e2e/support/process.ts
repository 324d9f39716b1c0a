import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from './wait-for.js';
import { root, type Workspace } from './workspace.js';

const running = new Set<ChildProcess>();

// A test run that is interrupted must not leave servers behind.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A process of the product. */
export interface ProductProcess {
  readonly pid: number;
  /** What it wrote so far. */
  output(): string;
  /** Sends `signal` and waits for the end; gives the exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** The API process, listening. */
export interface Server extends ProductProcess {
  readonly url: string;
}

/** Starts the API process and waits until it answers. */
export async function startServer(workspace: Workspace, port: number): Promise<Server> {
  const env = { ...workspace.env, PORT: String(port), HOST: '127.0.0.1' };
  const server = startProcess('apps/api/dist/main.js', env);
  const url = `http://127.0.0.1:${port}`;
  const what = (): string => `the server at ${url}; it wrote:\n${server.output()}`;
  await waitFor(what, async () => {
    return server.hasEnded() || (await fetch(`${url}/health`)).ok || undefined;
  });
  if (server.hasEnded()) throw new Error(`the server ended:\n${server.output()}`);
  return { ...server, url };
}

/** Starts a worker process. */
export function startWorker(workspace: Workspace): ProductProcess {
  return startProcess('apps/api/dist/worker.js', workspace.env);
}

interface StartedProcess extends ProductProcess {
  hasEnded(): boolean;
}

function startProcess(script: string, env: Readonly<Record<string, string>>): StartedProcess {
  const inherited = { PATH: process.env['PATH'], HOME: workspaceHome(env), LANG: process.env['LANG'] };
  const child = spawn(process.execPath, [script], {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  void exit.then(() => running.delete(child));
  return {
    pid: child.pid!,
    output: () => output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code, endedBy] = await exit;
      return code ?? endedBy ?? 0;
    },
  };
}

/** An empty home: nothing of the developer's own settings is found there. */
function workspaceHome(env: Readonly<Record<string, string>>): string | undefined {
  return env['CONFIG_DATA_PATH'];
}
