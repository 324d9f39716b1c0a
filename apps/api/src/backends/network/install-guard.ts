import { syncBuiltinESMExports } from 'node:module';
import type { BackendContext } from '@cyberimage/core';
import { checkedFetch, reachCheck } from './checked-fetch.js';
import { guardNames } from './guard-names.js';
import { guardSockets } from './guard-sockets.js';
import type { NetworkRules } from './network-rules.js';
import { reachOf } from './reach.js';

let isInstalled = false;

/**
 * Holds this process to `rules`, for good. Must run before any code of the plugin is loaded, and once.
 *
 * @returns what a backend gets of it
 */
export function installGuard(rules: NetworkRules): Pick<BackendContext, 'fetch' | 'assertReachable'> {
  if (isInstalled) throw new Error('the network of this process is guarded already');
  isInstalled = true;
  const reach = reachOf(rules);
  const check = reachCheck(reach);
  const guarded = checkedFetch(globalThis.fetch, check);
  guardSockets(reach);
  guardNames(reach);
  Object.defineProperty(globalThis, 'fetch', { value: guarded, enumerable: true });
  syncBuiltinESMExports();
  return { fetch: guarded, assertReachable: check };
}
