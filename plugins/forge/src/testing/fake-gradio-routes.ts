import { randomBytes } from 'node:crypto';
import { buildFakeUi, type FakeUi, type FakeUiOptions } from './fake-gradio-config.js';
import { callFakeFunction, OUTPUT_FOLDER, type FakeDisk } from './fake-gradio-functions.js';
import { FakeGradioQueue } from './fake-gradio-queue.js';
import { FakeHttpError, ok, readExactJson, type FakeReply, type FakeRequest } from './fake-http.js';
import { FakePythonError, type FakeProcess } from './fake-process.js';

const PROTECTED = /^\/(config|queue\/|run\/|cancel|upload|file=)/;

/** The web UI of one life of the server. */
export class FakeGradio {
  readonly #ui: FakeUi;
  readonly #queue: FakeGradioQueue;
  readonly #appId = BigInt(`0x${randomBytes(8).toString('hex')}`) | (1n << 63n);
  readonly #token = randomBytes(8).toString('hex');

  constructor(
    private readonly process: FakeProcess,
    private readonly disk: FakeDisk,
    private readonly options: FakeUiOptions & {
      readonly auth?: string | undefined;
      readonly heartbeatMs?: number;
    },
  ) {
    this.#ui = buildFakeUi(process, options);
    this.#queue = new FakeGradioQueue(options.heartbeatMs ?? 15_000);
  }

  /** A reply for the routes of the web UI. */
  async route(request: FakeRequest): Promise<FakeReply | undefined> {
    const { path } = request;
    if (path === '/app_id') return ok({ app_id: this.#appId });
    if (path === '/login') return this.#login(request);
    if (!PROTECTED.test(path)) return undefined;
    this.#authorize(request);
    if (path === '/config') return ok(this.#ui.config);
    if (path === '/upload') return this.#upload(request);
    if (path === '/queue/join') return this.#join(request);
    if (path === '/cancel') {
      const { session_hash: hash, event_id: id } = readExactJson(request.text) as Record<string, string>;
      this.#queue.cancel(hash!, id!);
      return ok({ success: true });
    }
    if (path === '/queue/data') {
      const sessionHash = request.query.get('session_hash') ?? '';
      return { status: 200, stream: (response) => this.#queue.stream(sessionHash, response) };
    }
    if (path.startsWith('/run/')) return this.#run(request, path.slice('/run/'.length));
    return path.startsWith('/file=')
      ? this.#file(decodeURIComponent(path.slice('/file='.length)))
      : undefined;
  }

  #login({ headers, text }: FakeRequest): FakeReply {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded')
      throw new FakeHttpError(422, { detail: [] });
    const form = new URLSearchParams(text);
    if (`${form.get('username')}:${form.get('password')}` !== this.options.auth)
      throw new FakeHttpError(400, { detail: 'Incorrect credentials.' });
    const cookies = [
      `access-token-x1=${this.#token}; Path=/; Secure; SameSite=none`,
      `access-token-unsecure-x1=${this.#token}; HttpOnly; Path=/`,
    ];
    return { status: 200, body: { success: true }, headers: { 'set-cookie': cookies } };
  }

  #authorize({ headers }: FakeRequest): void {
    if (this.options.auth === undefined) return;
    if (headers.cookie !== `access-token-unsecure-x1=${this.#token}`)
      throw new FakeHttpError(401, { detail: 'Not authenticated' });
  }

  #join({ text }: FakeRequest): FakeReply {
    const body = readExactJson(text) as { data: unknown[]; fn_index?: number; session_hash?: string };
    if (body.session_hash === undefined) throw new FakeHttpError(400, { detail: 'Session hash not found.' });
    if (body.fn_index === undefined) throw new FakeHttpError(400, { detail: 'No function index provided.' });
    const fn = this.#ui.functions[body.fn_index];
    if (fn === undefined) throw new FakePythonError('KeyError', String(body.fn_index));
    const call = () => callFakeFunction(fn, body.data, this.process, this.disk);
    return ok({ event_id: this.#queue.join(body.session_hash, body.fn_index, call) });
  }

  /** Into a temporary folder; the reply is the paths. */
  async #upload({ bytes, headers }: FakeRequest): Promise<FakeReply> {
    const init = { headers: { 'content-type': headers['content-type']! } };
    const files = (await new Response(new Uint8Array(bytes), init).formData()).getAll('files') as File[];
    const paths = files.map((file) => `/tmp/gradio/${randomBytes(8).toString('hex')}/${file.name}`);
    for (const [index, file] of files.entries())
      this.disk.set(paths[index]!, Buffer.from(await file.arrayBuffer()));
    return ok(paths);
  }

  async #run({ text }: FakeRequest, name: string): Promise<FakeReply> {
    const body = readExactJson(text) as { data: unknown[]; fn_index?: number };
    const byIndex = name === 'predict' ? this.#ui.functions[body.fn_index ?? -1] : undefined;
    const fn = byIndex ?? this.#ui.functions.find(({ apiName }) => apiName === name);
    if (fn === undefined) throw new FakeHttpError(404, { detail: 'Not Found' });
    const data = await callFakeFunction(fn, body.data, this.process, this.disk);
    return ok({ data, is_generating: false });
  }

  #file(path: string): FakeReply {
    if (!path.startsWith(`${OUTPUT_FOLDER}/`))
      throw new FakeHttpError(403, { detail: `File not allowed: ${path}.` });
    const bytes = this.disk.get(path);
    if (bytes === undefined) throw new FakeHttpError(404, { detail: `File not found: ${path}.` });
    return { status: 200, bytes, headers: { 'content-type': 'image/png' } };
  }
}
