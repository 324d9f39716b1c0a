import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a content request is answered, in place of the plain file. */
export type ContentFault =
  /** Closes the connection after this many bytes. */
  | { readonly kind: 'drop'; readonly afterBytes: number }
  /** Sends no more after this many bytes, and leaves the connection open. */
  | { readonly kind: 'hold'; readonly afterBytes: number }
  /** Ends the answer properly after this many bytes, as if the file had no more. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** Sends other bytes of the same length. */
  | { readonly kind: 'wrong-bytes' }
  /** Takes no notice of Range. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'status'; readonly status: number };

/** What the server offers and did. */
export interface HubServer extends AsyncDisposable {
  readonly endpoint: string;
  /** Where downloads are sent on to. */
  readonly storageEndpoint: string;
  /** Content requests so far: `path offset`. */
  readonly contentRequests: string[];
  /** Authorization headers seen by the API, and by the storage behind redirects. */
  readonly tokens: { readonly api: Set<string | undefined>; readonly storage: Set<string | undefined> };
}

/** What a test hub holds. */
export interface HubContent {
  readonly repo: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** Refusal of every request: status and `X-Error-Code`. */
  readonly refuse?: { readonly status: number; readonly code?: string };
  /** Asked before each content request; `attempt` counts from 1 per file. */
  readonly fault?: (path: string, attempt: number) => ContentFault | undefined;
}

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** Above this size files are in LFS, as on the hub. */
const LARGEST_GIT_FILE = 64;

/** A server on loopback that speaks the hub's protocol for one repository. */
export async function startHubServer(content: HubContent): Promise<HubServer> {
  const contentRequests: string[] = [];
  const tokens = { api: new Set<string | undefined>(), storage: new Set<string | undefined>() };
  // Storage is another origin, as on the hub: redirects to it must not carry the token.
  const storage = createServer((request, response) => {
    tokens.storage.add(request.headers.authorization);
    const path = decodeURIComponent((request.url ?? '').slice(1));
    sendContent(content, path, { request, response, contentRequests });
  });
  const storageUrl = await listen(storage);
  const api = createServer((request, response) => {
    tokens.api.add(request.headers.authorization);
    answer(content, storageUrl, { request, response, contentRequests });
  });
  const endpoint = await listen(api);
  const close = async () => {
    for (const server of [api, storage]) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
  return { endpoint, storageEndpoint: storageUrl, contentRequests, tokens, [Symbol.asyncDispose]: close };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly contentRequests: string[];
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer({ repo, files, ...content }: HubContent, storageUrl: string, exchange: Exchange): void {
  const { response } = exchange;
  const { refuse } = content;
  if (refuse !== undefined) {
    if (refuse.code !== undefined) response.setHeader('x-error-code', refuse.code);
    return void response.writeHead(refuse.status).end('refused');
  }
  const { pathname } = new URL(exchange.request.url ?? '', 'http://hub');
  if (pathname === `/api/models/${repo}/revision/main`) {
    return sendJson(response, { _id: '1', id: repo, sha: COMMIT, private: false, gated: false });
  }
  if (pathname === `/api/models/${repo}/tree/${COMMIT}`) {
    return sendJson(
      response,
      Object.entries(files).map(([path, bytes]) => treeEntry(path, bytes)),
    );
  }
  const path = decodeURIComponent(pathname.split(`/${repo}/resolve/${COMMIT}/`)[1] ?? '');
  const bytes = files[path];
  if (bytes === undefined) {
    response.setHeader('x-error-code', pathname.includes('/revision/') ? 'RevisionNotFound' : 'RepoNotFound');
    return void response.writeHead(404).end();
  }
  response.setHeader('x-repo-commit', COMMIT);
  if (bytes.length <= LARGEST_GIT_FILE) return sendContent({ repo, files, ...content }, path, exchange);
  response.setHeader('x-linked-etag', `"${digest('sha256', bytes)}"`);
  response.setHeader('x-linked-size', bytes.length);
  response.writeHead(302, { location: `${storageUrl}/${encodeURIComponent(path)}` }).end();
}

function treeEntry(path: string, bytes: Buffer) {
  const size = bytes.length;
  const oid = digest('sha1', Buffer.concat([Buffer.from(`blob ${size}\0`), bytes]));
  const lfs = { oid: digest('sha256', bytes), size, pointerSize: 130 };
  return { type: 'file', path, size, oid, ...(size > LARGEST_GIT_FILE && { lfs }) };
}

function sendContent({ files, fault }: HubContent, path: string, exchange: Exchange): void {
  const { request, response, contentRequests } = exchange;
  const bytes = files[path] ?? Buffer.alloc(0);
  const offset = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  contentRequests.push(`${path} ${offset}`);
  const attempt = contentRequests.filter((entry) => entry.startsWith(`${path} `)).length;
  const wrong = fault?.(path, attempt);
  if (wrong?.kind === 'status') return void response.writeHead(wrong.status).end();

  const isPart = offset > 0 && wrong?.kind !== 'whole';
  const body = wrong?.kind === 'wrong-bytes' ? Buffer.alloc(bytes.length, 7) : bytes;
  const rest = isPart ? body.subarray(offset) : body;
  response.setHeader('etag', `"${digest('sha256', bytes)}"`);
  if (isPart) response.setHeader('content-range', `bytes ${offset}-${bytes.length - 1}/${bytes.length}`);
  if (wrong?.kind !== 'truncate') response.setHeader('content-length', rest.length);
  response.writeHead(isPart ? 206 : 200);
  if (wrong?.kind === 'truncate') return void response.end(rest.subarray(0, wrong.afterBytes));
  if (wrong?.kind === 'hold') return void response.write(rest.subarray(0, wrong.afterBytes));
  if (wrong?.kind !== 'drop') return void response.end(rest);
  response.write(rest.subarray(0, wrong.afterBytes), () => setImmediate(() => response.destroy()));
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function digest(algorithm: 'sha1' | 'sha256', bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
