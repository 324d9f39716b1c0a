import { BackendError, CONTRACT_VERSION, type BackendFactory, type ModelBackend } from '@cyberimage/core';
import { installGuard } from '../network/install-guard.js';
import type { StartMessage } from '../protocol/host-message.js';
import { callContext } from './call-context.js';
import { sendToHost } from './parent-channel.js';

const METHODS = ['describe', 'listModels', 'check', 'generate', 'dispose'] as const;

/** Guards the network, imports the backend's module and makes the instance. */
export async function loadBackend({
  entryUrl,
  backendId,
  context,
  network,
}: StartMessage): Promise<ModelBackend> {
  const guarded = installGuard(network);
  const module = (await import(entryUrl)) as { default?: unknown };
  if (typeof module.default !== 'function') {
    throw new BackendError('internal', `${entryUrl}: the default export must be a function (BackendFactory)`);
  }
  const backend = await (module.default as BackendFactory)({
    ...context,
    ...guarded,
    log: (level, message, data) => {
      // A log line that cannot be written must not fail the work that it tells of.
      sendToHost({ kind: 'log', call: callContext.getStore(), level, message, data }).catch(() => undefined);
    },
  });
  assertBackend(backend, backendId);
  return backend;
}

function assertBackend(backend: ModelBackend, id: string): void {
  const fault = faultOf(backend, id);
  if (fault !== undefined) throw new BackendError('internal', `The factory's result ${fault}`);
}

function faultOf(backend: Partial<ModelBackend> | null | undefined, id: string): string | undefined {
  if (typeof backend !== 'object' || backend === null) return 'is not an object';
  if (backend.contract !== CONTRACT_VERSION) {
    return `speaks version ${String(backend.contract)} of the contract, this host ${CONTRACT_VERSION}`;
  }
  if (backend.id !== id) return `has the id "${String(backend.id)}", the manifest says "${id}"`;
  const missing = METHODS.filter((name) => typeof backend[name] !== 'function');
  return missing.length > 0 ? `lacks ${missing.map((name) => `${name}()`).join(', ')}` : undefined;
}
