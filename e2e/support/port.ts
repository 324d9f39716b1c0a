import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which the system takes ports for connections that it opens: none of those gets in between. */
const [FIRST, LAST] = [10_000, 29_999];

/** A port of the loopback address that nobody listens on, and that stays free while its server is down. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
