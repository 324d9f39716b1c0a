import { BackendError } from '@cyberimage/core';
import type { Reach } from './reach.js';

const WEB_SCHEMES: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };

/** Whether a client may connect to an address. @throws BackendError */
export type ReachCheck = (address: string | URL) => void;

/** An address without a host (`data:`, `blob:`) and one that cannot be read are none of this check's. */
export function reachCheck(reach: Reach): ReachCheck {
  return (address) => {
    const url = URL.parse(String(address));
    const usual = url === null ? undefined : WEB_SCHEMES[url.protocol];
    if (url === null || usual === undefined) return;
    reach.requireHost(url.hostname, url.port === '' ? usual : Number(url.port));
  };
}

/**
 * `fetch` that says in the host's words what it was not granted. The sockets below are what stops it; there the
 * hosts of redirects come to light.
 */
export function checkedFetch(original: typeof fetch, check: ReachCheck): typeof fetch {
  return async (input, init) => {
    check(input instanceof Request ? input.url : input);
    try {
      return await original(input, init);
    } catch (error) {
      const { cause } = error as { readonly cause?: unknown };
      throw BackendError.is(cause) ? cause : error;
    }
  };
}
