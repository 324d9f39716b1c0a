import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import os from 'node:os';
import tls from 'node:tls';
import type { BackendError } from '@cyberimage/core';
import type { NetworkRule } from './network-rules.js';
import type { Reach } from './reach.js';
import { replaceMethod, type Method } from './replace-method.js';

/** As callers give them: many give the port as a string. */
type Connect = Omit<net.TcpNetConnectOpts, 'port'> &
  Partial<net.IpcNetConnectOpts> & { readonly port: number | string };
type Lookup = NonNullable<net.TcpNetConnectOpts['lookup']>;
type Found = string | dns.LookupAddress[];

// Node's own, not typed: options and callback of any way to call connect(), as connect() itself takes them.
const { _normalizeArgs: normalise } = net as unknown as {
  readonly _normalizeArgs: (args: readonly unknown[]) => [Connect, unknown];
};
const { isIP } = net;
const { lookup: lookUp } = dns;
const { isArray } = Array;
const { apply } = Reflect;
/** What a native handle answers that may not: as the system has it. */
const NOT_PERMITTED = process.platform === 'win32' ? -4092 : -os.constants.errno.EACCES;

/**
 * Lets sockets connect only to what `reach` allows. Every way to a TCP connection in Node (fetch, http, https,
 * http2, tls, undici, WebSockets) goes through `Socket.connect`, where the name of the host is known, and then
 * through the native handle, which lets in only the addresses that the first has admitted.
 */
export function guardSockets(reach: Reach): void {
  guardConnect(reach);
  const tcp = handleOf(new tls.TLSSocket(undefined as unknown as net.Socket));
  for (const name of ['connect', 'connect6']) {
    replaceMethod(tcp, name, (original) => (self, args) => {
      const [, ip, port] = args;
      if (typeof ip !== 'string' || typeof port !== 'number' || !reach.isAdmitted(ip, port))
        return NOT_PERMITTED;
      return apply(original, self, args);
    });
  }
  const pipe = handleOf(
    new tls.TLSSocket(undefined as unknown as net.Socket, { pipe: true } as tls.TLSSocketOptions),
  );
  replaceMethod(pipe, 'connect', refuse);
  if (reach.any) return;
  replaceMethod(tcp, 'listen', refuse);
  for (const name of ['bind', 'bind6', 'connect', 'connect6', 'send', 'send6']) {
    replaceMethod(udpHandle(), name, refuse);
  }
}

const refuse = (): Method => () => NOT_PERMITTED;

function guardConnect(reach: Reach): void {
  replaceMethod(net.Socket.prototype, 'connect', (original) => (self, args) => {
    const socket = self as net.Socket;
    const normalised = isArray(args[0]) ? (args[0] as [Connect, unknown]) : normalise(args);
    const given = { ...normalised[0] };
    try {
      const options = withPlainLookup(given, reach);
      return apply(original, socket, [normalise([options, normalised[1]])]);
    } catch (error) {
      process.nextTick(() => socket.destroy(error as BackendError));
      return socket;
    }
  });
}

/** The options, with a lookup that gives nothing which may not be connected to. @throws BackendError */
function withPlainLookup(given: Connect, reach: Reach): Connect {
  if (given.path) throw reach.refusal(given.path, undefined);
  const { host = 'localhost' } = given;
  const port = Number(given.port);
  const rule = reach.requireHost(host, port);
  if (isIP(host) !== 0 && !reach.admit(host, port, rule)) throw reach.refusal(host, port);
  const lookup: Lookup = (name, options, callback) => {
    lookUp(name, options, (error, found: Found, family) => {
      const allowed = error === null ? admitted(found, { reach, port, rule }) : found;
      if (allowed === undefined) callback(reach.refusal(host, port), '');
      else callback(error, allowed, family);
    });
  };
  return { ...given, host, port, lookup };
}

interface Wish {
  readonly reach: Reach;
  readonly port: number;
  readonly rule: NetworkRule | 'any';
}

/** Those of the addresses of a name that may be connected to; undefined for none. */
function admitted(found: Found, { reach, port, rule }: Wish): Found | undefined {
  if (typeof found === 'string') return reach.admit(found, port, rule) ? found : undefined;
  const allowed: dns.LookupAddress[] = [];
  for (let index = 0; index < found.length; index++) {
    const each = found[index] as dns.LookupAddress;
    if (reach.admit(each.address, port, rule)) allowed[allowed.length] = each;
  }
  return allowed.length === 0 && found.length > 0 ? undefined : allowed;
}

/** The class of a TLS socket's native handle, which is not to be had otherwise. */
function handleOf(socket: tls.TLSSocket): object {
  const { _handle: handle } = socket as unknown as { readonly _handle: { readonly _parent: object } };
  const prototype = Object.getPrototypeOf(handle._parent) as object;
  socket.destroy();
  return prototype;
}

function udpHandle(): object {
  const socket = dgram.createSocket('udp4');
  const state = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === 'state symbol',
  );
  const { handle } = (socket as unknown as Record<symbol, { readonly handle: object }>)[state as symbol] as {
    readonly handle: object;
  };
  socket.close();
  return Object.getPrototypeOf(handle) as object;
}
