import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';

/** What the answers of these statuses must not have: https://fetch.spec.whatwg.org/#null-body-status */
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * `fetch` without a limit of its own. Node's gives up when no head has come for 300 s, which a picture
 * on a slow machine takes. One connection per request, so that none stays open; redirects are answers.
 */
async function send(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const target = new URL(url instanceof Request ? url.url : url);
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { body: sent, headers: sentHeaders } = await encode(init);
  const outgoing = request(target, {
    method: init.method ?? 'GET',
    headers: sentHeaders,
    agent: false,
    ...(init.signal ? { signal: init.signal } : {}),
  });
  outgoing.once('response', resolve).on('error', reject).end(sent);
  const incoming = await promise;
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const body = WITHOUT_BODY.has(status) ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
  return new Response(body, { status, headers });
}

/** The OpenAI client asks a fetch for the kind of its responses before it sends forms. */
export const httpFetch = Object.assign(send, { Response });

/** Node's client knows no forms. */
async function encode({
  body,
  headers,
}: RequestInit): Promise<{ body: unknown; headers: Record<string, string> }> {
  const given = Object.fromEntries(new Headers(headers));
  if (!(body instanceof FormData)) return { body, headers: given };
  const form = new Response(body);
  const type = form.headers.get('content-type') ?? '';
  return { body: Buffer.from(await form.arrayBuffer()), headers: { ...given, 'content-type': type } };
}
