import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { freePort } from './port.js';
import { waitFor } from './wait-for.js';

/** A Redis of the test's own. */
export interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startRedis(folder: string): Promise<Redis> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes'];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  process.on('exit', () => server.kill('SIGKILL'));
  await waitFor('Redis', () => answers(port), 10_000);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const exit = once(server, 'exit');
      server.kill();
      await exit;
    },
  };
}

async function answers(port: number): Promise<true> {
  const socket = createConnection(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  return true;
}
