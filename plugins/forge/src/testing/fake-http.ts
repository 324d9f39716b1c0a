import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { toExactJson } from '../http/exact-json.js';

/** A request as the routes see it. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as it came, for forms with files. */
  readonly bytes: Buffer;
}

/** What a route answers: `body` as JSON, `bytes` as they are, or a `stream` that it writes itself. */
export interface FakeReply {
  readonly status: number;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly stream?: (response: ServerResponse) => void;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** Thrown by a route to answer with an error. */
export class FakeHttpError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`HTTP ${status}`);
  }
}

/** A reply of 200 with a JSON body. */
export const ok = (body: unknown): FakeReply => ({ status: 200, body });

export async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const url = new URL(incoming.url ?? '/', 'http://fake');
  const bytes = await buffer(incoming);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    text: bytes.toString(),
    bytes,
  };
}

/** Reads JSON and keeps integers beyond 2^53 as bigints, as Python does. */
export function readExactJson(text: string): unknown {
  return JSON.parse(text, keepDigits);
}

function keepDigits(_key: string, value: unknown, context?: { source: string }): unknown {
  const isLong = typeof value === 'number' && !Number.isSafeInteger(value);
  return isLong && /^\d+$/.test(context?.source ?? '') ? BigInt(context!.source) : value;
}

/** How much of the reply is sent: `half` leaves the client with a broken body. */
export function writeReply(
  response: ServerResponse,
  reply: FakeReply,
  { half = false, gzip = false }: { half?: boolean; gzip?: boolean } = {},
): void {
  if (reply.stream !== undefined) return reply.stream(response);
  let bytes = Buffer.from(reply.bytes ?? (reply.status === 204 ? '' : toExactJson(reply.body)));
  const headers: Record<string, string | readonly string[]> = {
    server: 'uvicorn',
    ...(reply.bytes === undefined ? { 'content-type': 'application/json' } : {}),
    ...reply.headers,
  };
  // Starlette's GZipMiddleware leaves bodies below 1000 bytes as they are.
  if (gzip && bytes.length >= 1000) {
    bytes = gzipSync(bytes);
    headers['content-encoding'] = 'gzip';
  }
  if (reply.status !== 204) headers['content-length'] = String(bytes.length);
  response.writeHead(reply.status, headers as Record<string, string>);
  if (half) response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
  else response.end(bytes);
}
