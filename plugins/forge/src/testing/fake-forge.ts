import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.js';
import type { FakeCheckpoint } from './fake-checkpoints.js';
import { FakeHttpError, ok, readRequest, writeReply, type FakeReply, type FakeRequest } from './fake-http.js';
import type { FakeUiOptions } from './fake-gradio-config.js';
import type { FakeDisk } from './fake-gradio-functions.js';
import { FakeGradio } from './fake-gradio-routes.js';
import { internalRoute } from './fake-internal-routes.js';
import { FakePace, type JobPoint } from './fake-pace.js';
import { FakeProcess, FakePythonError } from './fake-process.js';
import { restRoute } from './fake-rest-routes.js';
import { FAKE_VARIANTS, openApi, type FakeVariant } from './fake-variant.js';

/** How a {@link FakeForge} is started. */
export interface FakeForgeOptions {
  readonly variant?: keyof typeof FAKE_VARIANTS;
  /** With `--api`. Default true. */
  readonly api?: boolean;
  /** `--nowebui`: no /internal and no Gradio routes. Default false. */
  readonly noWebUi?: boolean;
  /** `user:password` of `--api-auth`. */
  readonly apiAuth?: string;
  /** `user:password` of `--gradio-auth`. */
  readonly gradioAuth?: string;
  readonly ui?: FakeUiOptions;
  readonly heartbeatMs?: number;
  /** Default: any free one. */
  readonly port?: number;
  readonly checkpoints?: readonly string[];
  readonly stepMs?: number;
}

/** A kind of request that something may break at. */
type RequestPoint = 'listing' | 'txt2img' | 'progress' | 'config' | 'upload' | 'join' | 'stream';

/** Where something breaks: a point of a job, a kind of request, or half-way through a picture's reply. */
export type FaultPoint = JobPoint | RequestPoint | 'reply';

/**
 * What happens there: the connections of waiting clients are cut (the job runs on), nothing is ever
 * answered, the process ends, it ends and starts anew on its port, or a proxy says 502.
 */
export type FaultAction = 'drop' | 'hang' | 'die' | 'restart' | 'bad-gateway';

const NEVER = new Promise<never>(() => {});
const DEFAULT_CHECKPOINTS = ['tiny-a.safetensors', 'sub/tiny-b.safetensors'];

/** A server on loopback that answers as Forge (or A1111, reForge, SD.Next) does, and breaks when told to. */
export class FakeForge {
  readonly requests: { method: string; path: string; text: string; authorization: string | undefined }[] = [];
  readonly pace: FakePace;
  readonly variant: FakeVariant;
  /** The files on the server's disk. */
  readonly checkpoints: FakeCheckpoint[];
  process!: FakeProcess;
  #gradio!: FakeGradio;
  readonly #disk: FakeDisk = new Map();
  #server: Server | undefined;
  #port: number;
  readonly #faults = new Map<FaultPoint, FaultAction>();
  /** Clients that wait for an answer, by path. */
  readonly #waiting = new Map<ServerResponse, string>();

  constructor(private readonly options: FakeForgeOptions = {}) {
    this.#port = options.port ?? 0;
    this.pace = new FakePace(options.stepMs ?? 1);
    this.variant = FAKE_VARIANTS[options.variant ?? 'forge'];
    const names = options.checkpoints ?? DEFAULT_CHECKPOINTS;
    this.checkpoints = names.map((file) => ({ file, hashed: false }));
    this.#begin();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Breaks at `point`, once. */
  breakAt(point: FaultPoint, action: FaultAction): void {
    this.#faults.set(point, action);
  }

  /** Has the next job fail with a Python exception. */
  failNext(type: string, message: string): void {
    this.process.nextError = new FakePythonError(type, message);
  }

  /** Listens, on the same port as before where there was one. */
  async start(): Promise<this> {
    const server = createServer((incoming, response) => void this.#serve(incoming, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Ends the process: all connections are reset, all state but the files is gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#begin();
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** The bodies of all txt2img requests so far. */
  get txt2imgBodies(): Record<string, unknown>[] {
    return this.requests
      .filter(({ path }) => path === '/sdapi/v1/txt2img')
      .map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  }

  #begin(): void {
    const atPoint = (point: JobPoint) => this.#atPoint(point);
    this.process = new FakeProcess(this.variant, this.checkpoints, this.pace, atPoint);
    const { ui, gradioAuth: auth, heartbeatMs = 15_000 } = this.options;
    this.#gradio = new FakeGradio(this.process, this.#disk, { ...ui, auth, heartbeatMs });
  }

  async #atPoint(point: JobPoint | RequestPoint): Promise<void> {
    const action = this.#faults.get(point);
    this.#faults.delete(point);
    if (action === undefined) return;
    if (action === 'bad-gateway') throw new FakeHttpError(502, '<html>Bad Gateway</html>');
    if (action === 'drop') await this.#drop(point);
    if (action === 'hang') await NEVER;
    if (action === 'die' || action === 'restart') {
      await this.stop();
      if (action === 'restart') await this.start();
      await NEVER;
    }
  }

  /** Cuts the clients that wait for the picture, once there are any: a job may begin before its client listens. */
  async #drop(point: JobPoint | RequestPoint): Promise<void> {
    const isRequest = point === 'upload' || point === 'join' || point === 'stream';
    const paths = isRequest
      ? ['/upload', '/queue/join', '/queue/data']
      : ['/sdapi/v1/txt2img', '/queue/data'];
    const waiting = () => [...this.#waiting].filter(([, path]) => paths.includes(path));
    await eventually(() => waiting().length > 0);
    for (const [response] of waiting()) response.destroy();
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const { method, path, text, headers } = request;
    this.requests.push({ method, path, text, authorization: headers.authorization });
    const isPicture = path === '/sdapi/v1/txt2img' || path.startsWith('/file=');
    this.#waiting.set(response, path);
    response.on('close', () => this.#waiting.delete(response));
    const reply = await this.#answer(request);
    if (response.destroyed) return;
    const half = isPicture && this.#faults.delete('reply');
    writeReply(response, reply, { half, gzip: this.#compresses(request) });
  }

  #compresses({ headers }: FakeRequest): boolean {
    const may = this.options.noWebUi === true || this.variant.modules === 'sd-vae';
    return may && String(headers['accept-encoding']).includes('gzip');
  }

  async #answer(request: FakeRequest): Promise<FakeReply> {
    try {
      const fault = faultPointOf(request);
      if (fault !== undefined) await this.#atPoint(fault);
      this.#authorize(request);
      const reply = await this.#route(request);
      return reply ?? this.#errorReply(new FakeHttpError(404, { detail: 'Not Found' }));
    } catch (error) {
      return this.#errorReply(error);
    }
  }

  async #route(request: FakeRequest): Promise<FakeReply | undefined> {
    if (request.path === '/openapi.json') return ok(openApi(this.variant));
    if (this.options.api !== false || this.options.noWebUi === true) {
      const reply = await restRoute(request, this.process);
      if (reply !== undefined) return reply;
    }
    if (this.options.noWebUi === true) return undefined;
    return internalRoute(request, this.process) ?? this.#gradio.route(request);
  }

  /** Extensions' routes, the LoRA ones among them, are outside the real server's check. */
  #authorize({ path, headers }: FakeRequest): void {
    const { apiAuth } = this.options;
    if (apiAuth === undefined || !path.startsWith('/sdapi/') || path.endsWith('loras')) return;
    const challenge = { 'www-authenticate': 'Basic' };
    const [scheme, value] = (headers.authorization ?? '').split(' ');
    if (scheme !== 'Basic') throw new FakeHttpError(401, { detail: 'Not authenticated' }, challenge);
    const given = Buffer.from(value ?? '', 'base64').toString();
    if (!given.includes(':'))
      throw new FakeHttpError(401, { detail: 'Invalid authentication credentials' }, challenge);
    if (given !== apiAuth)
      throw new FakeHttpError(401, { detail: 'Incorrect username or password' }, challenge);
  }

  #errorReply(error: unknown): FakeReply {
    const { errorTextKey: key, wrapsHttpErrors } = this.variant;
    if (error instanceof FakePythonError) {
      const body = { error: error.type, detail: '', body: '', [key]: error.message };
      return { status: 500, body };
    }
    if (!(error instanceof FakeHttpError)) throw error;
    const detail = (error.body as { detail?: unknown }).detail;
    const isWrapped = wrapsHttpErrors && typeof detail === 'string';
    const body = isWrapped ? { error: 'HTTPException', detail, body: '', errors: '' } : error.body;
    return { status: error.status, body, headers: error.headers };
  }
}

function faultPointOf({ method, path }: FakeRequest): RequestPoint | undefined {
  if (path === '/sdapi/v1/txt2img') return 'txt2img';
  if (path.endsWith('/progress')) return 'progress';
  if (path === '/config') return 'config';
  if (path === '/upload') return 'upload';
  if (path === '/queue/join') return 'join';
  if (path === '/queue/data') return 'stream';
  return method === 'GET' && path.startsWith('/sdapi/') ? 'listing' : undefined;
}
