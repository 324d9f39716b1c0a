import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { paintPng } from '@cyberimage/core/testing';

/** How the server differs from the plainest one: no key, no stream, no seed, pictures as base64. */
export interface FakeImagesServerOptions {
  readonly apiKey?: string;
  /** `ignores` answers as if nobody had asked for a stream. */
  readonly stream?: 'yes' | 'refuses' | 'ignores';
  readonly pictures?: 'b64_json' | 'url';
  readonly takesSeed?: boolean;
  /** Whether it has the route for edits. */
  readonly edits?: boolean;
  /** Most pictures of one answer. */
  readonly maxImages?: number;
}

/** What was asked of the server. */
export interface RecordedRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  /** As sent: numbers beyond 2^53 lose digits in {@link body}. */
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** Answers one request in place of the server. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const KNOWN_FIELDS = 'model prompt n size quality style background response_format'.split(' ');
const PREVIEW_FIELDS = ['stream', 'partial_images'];

/** Speaks OpenAI's images protocol over HTTP; pictures depend on the request alone. */
export class FakeImagesServer {
  readonly requests: RecordedRequest[] = [];
  readonly #options: FakeImagesServerOptions;
  readonly #answers: Answer[] = [];
  readonly #pictures: Buffer[] = [];
  readonly #server: Server;

  private constructor(options: FakeImagesServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: FakeImagesServerOptions = {}): Promise<FakeImagesServer> {
    const fake = new FakeImagesServer(options);
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  /** The bodies of the requests for pictures so far. */
  get asked(): Record<string, unknown>[] {
    return this.requests.filter(({ path }) => path === '/v1/images/generations').map(({ body }) => body);
  }

  /** The next requests for pictures get these answers, in turn. */
  answerWith(...answers: Answer[]): void {
    this.#answers.push(...answers);
  }

  /** Ends at once, as if killed. */
  async kill(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const sent = bytes.toString();
    const { pathname: path } = new URL(request.url ?? '', this.url);
    const { authorization, 'content-type': type = '' } = request.headers;
    const isForm = type.startsWith('multipart/');
    const body = isForm ? await readForm(bytes, type) : (JSON.parse(sent || '{}') as Record<string, unknown>);
    this.requests.push({ path, authorization, text: sent, body });

    const { apiKey } = this.#options;
    if (apiKey !== undefined && authorization !== `Bearer ${apiKey}`) {
      const message = `Incorrect API key provided: ${authorization?.slice(7)}`;
      refuse(response, 401, { message, code: 'invalid_api_key' });
    } else if (path === '/v1/models') {
      const data = ['gpt-4o', 'image-one', 'image-two'].map((id) => ({ id, object: 'model' }));
      sendJson(response, 200, { object: 'list', data });
    } else if (path.startsWith('/pictures/')) {
      response.setHeader('content-type', 'image/png').end(this.#pictures[Number(path.slice(10))]);
    } else if (path === '/v1/images/edits' && this.#options.edits === true) {
      if (body['image'] === undefined) refuse(response, 400, { message: 'no image', param: 'image' });
      else this.#generate(body, response, 'image_edit');
    } else if (path === '/v1/images/generations') {
      const answer = this.#answers.shift();
      if (answer === undefined) this.#generate(body, response);
      else answer(response, request);
    } else {
      response.writeHead(404).end('404 page not found');
    }
  }

  #generate(body: Record<string, unknown>, response: ServerResponse, kind = 'image_generation'): void {
    const { stream, takesSeed = false, maxImages = 10, pictures } = this.#options;
    const known = [...KNOWN_FIELDS, ...(stream === 'yes' || stream === 'ignores' ? PREVIEW_FIELDS : [])];
    const unknown = Object.keys(body).find(
      (name) => ![...known, 'image'].includes(name) && !(takesSeed && name === 'seed'),
    );
    if (unknown !== undefined) {
      const message = `Unknown parameter: '${unknown}'.`;
      refuse(response, 400, { message, param: unknown, code: 'unknown_parameter' });
      return;
    }
    const painted = (index: number): Buffer => {
      const { model, prompt, size, seed, image } = body;
      return paintPng(JSON.stringify([model, prompt, size, seed, image, index]));
    };
    if (String(body['stream']) === 'true' && stream === 'yes') {
      sendStream(response, painted(0), Number(body['partial_images']), kind);
      return;
    }
    const count = Math.min(Number(body['n']), maxImages);
    const data = Array.from({ length: count }, (_, index) => {
      const picture = painted(index);
      if (pictures !== 'url') return { b64_json: picture.toString('base64'), revised_prompt: 'in neon' };
      return { url: `${this.origin}/pictures/${this.#pictures.push(picture) - 1}` };
    });
    sendJson(response, 200, { created: 1, output_format: 'png', data });
  }
}

/** An error answer in OpenAI's shape. */
export function refuse(response: ServerResponse, status: number, error: Record<string, unknown>): void {
  sendJson(response, status, { error: { type: 'invalid_request_error', param: null, ...error } });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Begins an answer as a stream of events. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
}

export function sendEvent(
  response: ServerResponse,
  type: string,
  picture: Buffer,
  kind = 'image_generation',
): void {
  const data = { type: `${kind}.${type}`, b64_json: picture.toString('base64'), size: '1024x1024' };
  response.write(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** Texts, and files in base64. */
async function readForm(bytes: Buffer, type: string): Promise<Record<string, unknown>> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => new FormData());
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form)
    fields[name] =
      typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('base64');
  return fields;
}

function sendStream(response: ServerResponse, picture: Buffer, partialImages: number, kind: string): void {
  beginStream(response);
  for (let index = 0; index < partialImages; index++) sendEvent(response, 'partial_image', picture, kind);
  sendEvent(response, 'completed', picture, kind);
  response.end('data: [DONE]\n\n');
}
