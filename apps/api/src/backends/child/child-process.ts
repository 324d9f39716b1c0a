import type { HostMessage } from '../protocol/host-message.js';
import { serialiseError } from '../protocol/serialise-error.js';
import { BackendServer } from './backend-server.js';
import { sendToHost } from './parent-channel.js';

/*
 * Entry of a backend's process. The host forks it with an IPC channel; it lives as long as that channel.
 */

// A terminal sends Ctrl-C to the whole process group; the host decides when work in hand may end.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

process.on('disconnect', () => process.exit());

async function reportAndExit(thrown: unknown): Promise<void> {
  await sendToHost({ kind: 'fatal', error: serialiseError(thrown) }).catch(() => undefined);
  process.exit(1);
}
process.on('uncaughtException', (error) => void reportAndExit(error));

const server = new BackendServer();
process.on('message', (message) => server.handle(message as HostMessage));
