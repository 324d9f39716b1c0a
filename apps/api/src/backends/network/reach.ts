import net from 'node:net';
import os from 'node:os';
import { BackendError } from '@cyberimage/core';
import type { NetworkRule, NetworkRules } from './network-rules.js';

/*
 * Runs in the process of a plugin, whose code can replace the methods of every built-in class. What is asked here
 * is asked of functions as they were before that code was loaded, and of loops without iterators.
 */
const { apply, get } = Reflect;

/** A method as it is now, as a function of its object. */
type Kept<Self, Args extends unknown[], Result> = (self: Self, ...args: Args) => Result;

function kept(prototype: object, name: string): Kept<unknown, unknown[], never> {
  const method = get(prototype, name) as (...args: unknown[]) => never;
  return (self, ...args) => apply(method, self, args);
}

const endsWith: Kept<string, [string], boolean> = kept(String.prototype, 'endsWith');
const startsWith: Kept<string, [string], boolean> = kept(String.prototype, 'startsWith');
const lowerCase: Kept<string, [], string> = kept(String.prototype, 'toLowerCase');
const slice: Kept<string, [from: number, to?: number], string> = kept(String.prototype, 'slice');
const has: Kept<Set<string>, [string], boolean> = kept(Set.prototype, 'has');
const add: Kept<Set<string>, [string], unknown> = kept(Set.prototype, 'add');
const valuesOf = Object.values;
const { isIP } = net;
const { networkInterfaces } = os;

/** What a process may connect to. Its functions keep nothing that others could change. */
export interface Reach {
  /** Any host but the closed ones is open. */
  readonly any: boolean;
  /** The rule by which a host may be connected to. @throws BackendError */
  readonly requireHost: (host: string, port: number) => NetworkRule | 'any';
  /** Whether a name may be looked up. */
  readonly isNamed: (host: string) => boolean;
  /** From now on a socket may connect there, unless it must not. @returns whether it may */
  readonly admit: (ip: string, port: number, rule: NetworkRule | 'any') => boolean;
  /** Whether {@link admit} has been asked for it. */
  readonly isAdmitted: (ip: string, port: number) => boolean;
  readonly refusal: (host: string, port: number | undefined) => BackendError;
}

/** @param rules are not looked at again by whom they were given */
export function reachOf({ any, hosts, closed, granted }: NetworkRules): Reach {
  const admitted = new Set<string>();

  const find = (given: string, port: number | undefined): NetworkRule | 'any' | undefined => {
    const host = bareHost(given);
    for (let index = 0; index < hosts.length; index++) {
      const rule = hosts[index] as NetworkRule;
      const fits = rule.isWildcard ? endsWith(host, `.${rule.host}`) : host === rule.host;
      if (fits && (port === undefined || rule.port === undefined || rule.port === port)) return rule;
    }
    return any ? 'any' : undefined;
  };
  const isClosed = (host: string, port: number): boolean => {
    for (let index = 0; index < closed.length; index++) {
      const address = closed[index];
      if (address?.port !== port) continue;
      if (address.host === host || (isThisMachine(address.host) && isThisMachine(host))) return true;
    }
    return false;
  };
  const refusal = (host: string, port: number | undefined): BackendError => {
    const what = port === undefined ? host : `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
    const message =
      port !== undefined && isClosed(bareHost(host), port)
        ? `The plugin may not connect to ${what}: the studio's own services are closed to plugins`
        : `The plugin may not connect to ${what}: it was granted ${granted}. An address in its settings opens ` +
          `its host; any other one must stand in permissions.network of its manifest and be granted`;
    return new BackendError('unavailable', message, { retryable: false });
  };
  const requireHost = (host: string, port: number): NetworkRule | 'any' => {
    const rule = find(host, port);
    if (rule === undefined || isClosed(bareHost(host), port)) throw refusal(host, port);
    return rule;
  };
  const admit = (ip: string, port: number, rule: NetworkRule | 'any'): boolean => {
    // Whoever rules over a name must not make it mean this machine.
    const mayBeLocal = rule === 'any' || rule.isOwners || isThisMachine(rule.host);
    if (isClosed(ip, port) || (!mayBeLocal && isLocal(ip))) return false;
    add(admitted, `${ip} ${port}`);
    return true;
  };
  return Object.freeze({
    any,
    requireHost,
    isNamed: (host: string) => find(host, undefined) !== undefined,
    admit,
    isAdmitted: (ip: string, port: number) => has(admitted, `${ip} ${port}`),
    refusal,
  });
}

/** As patterns have it. */
function bareHost(given: string): string {
  const host = lowerCase(given);
  if (startsWith(host, '[')) return slice(host, 1, -1);
  return endsWith(host, '.') ? slice(host, 0, -1) : host;
}

/** Loopback and link-local addresses, where services listen that trust whoever can reach them. */
function isLocal(ip: string): boolean {
  const address = startsWith(lowerCase(ip), '::ffff:') ? slice(ip, 7) : lowerCase(ip);
  return (
    startsWith(address, '127.') ||
    startsWith(address, '0.') ||
    startsWith(address, '169.254.') ||
    address === '::1' ||
    address === '::' ||
    startsWith(address, 'fe80:')
  );
}

/** Whether an address, or `localhost`, is one that this machine listens at. */
function isThisMachine(host: string): boolean {
  if (host === 'localhost' || endsWith(host, '.localhost')) return true;
  if (isIP(host) === 0) return false;
  if (isLocal(host)) return true;
  const bare = startsWith(lowerCase(host), '::ffff:') ? slice(host, 7) : host;
  const all = valuesOf(networkInterfaces());
  for (let index = 0; index < all.length; index++) {
    const addresses = all[index] ?? [];
    for (let at = 0; at < addresses.length; at++) if (addresses[at]?.address === bare) return true;
  }
  return false;
}
