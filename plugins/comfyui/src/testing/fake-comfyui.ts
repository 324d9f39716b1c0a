import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { paintPng } from '@cyberimage/core/testing';
import { inputFault, OBJECT_INFO } from './fake-nodes.js';
import { acceptSocket, sendMessage } from './socket-frames.js';

type Graph = Record<string, { class_type: string; inputs: Record<string, unknown> }>;
type Data = Record<string, unknown>;

interface QueuedPrompt {
  readonly id: string;
  readonly graph: Graph;
  readonly text: string;
  readonly clientId: string | undefined;
  readonly extra?: Data;
}

export interface FakeComfyUiOptions {
  readonly authorization?: string;
  /** False: as behind a proxy that lets no WebSocket through. `silent`: as behind one that keeps it waiting. */
  readonly sockets?: boolean | 'silent';
  /** Older servers choose the ids of runs themselves. */
  readonly ownIds?: boolean;
  /** As some servers do: a run that is all in the cache has no outputs. */
  readonly forgetsCachedOutputs?: boolean;
  /** A class of nodes that it does not have yet. */
  readonly lacks?: string;
}

/** Newer servers take no other ids. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Answers one request in place of the server. */
export type Answer = (response: ServerResponse) => void;

/** ComfyUI's routes, queue, cache and WebSocket messages; pictures depend on the sampler's inputs alone. */
export class FakeComfyUi {
  /** Routes asked so far: `POST /prompt`. */
  readonly routes: string[] = [];
  /** The graphs asked for so far, as text: numbers beyond 2^53 lose digits otherwise. */
  readonly prompts: string[] = [];
  /** The runs that were to be interrupted; undefined for whatever runs. */
  readonly interrupts: unknown[] = [];
  readonly files = new Map<string, Buffer>();
  /** What lies in the folder of inputs, by path. */
  readonly inputs = new Map<string, Buffer>([['example.png', paintPng('example')]]);
  /** Called before each step of a sampler; the run waits for it. */
  onStep: ((step: number, promptId: string) => void | Promise<void>) | undefined;
  /** The class of nodes that fails next, with the message. */
  failing: { classType: string; type: string; message: string } | undefined;
  /** Takes prompts and drops the connection in place of an answer. */
  loseAnswers = false;
  /** Called when a WebSocket has been opened. */
  onSocket: (() => void) | undefined;
  readonly #asked: { route: RegExp; resolve: () => void }[] = [];
  readonly #options: FakeComfyUiOptions;
  readonly #answers = new Map<string, Answer[]>();
  readonly #sockets = new Map<string, Duplex>();
  /** Outputs of graphs that have run. */
  readonly #cache = new Map<string, Data>();
  #server: Server;
  #pending: QueuedPrompt[] = [];
  #running: QueuedPrompt | undefined;
  #history = new Map<string, object>();
  #interrupted = false;
  #life = 0;

  private constructor(options: FakeComfyUiOptions) {
    this.#options = options;
    this.#server = this.#makeServer();
  }

  static async start(options: FakeComfyUiOptions = {}): Promise<FakeComfyUi> {
    const fake = new FakeComfyUi(options);
    await fake.#listen(0);
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get queued(): string[] {
    return [this.#running, ...this.#pending].flatMap((prompt) => (prompt === undefined ? [] : [prompt.id]));
  }

  /** The next requests of a route (`POST /prompt`) get these answers, in turn. */
  answerWith(route: string, ...answers: Answer[]): void {
    this.#answers.set(route, [...(this.#answers.get(route) ?? []), ...answers]);
  }

  /** Puts the prompt of somebody else into the queue. */
  enqueueForeign(id: string): void {
    const sampler = { class_type: 'KSampler', inputs: { steps: 2, seed: id } };
    this.#enqueue({ id, graph: { sampler }, text: '', clientId: undefined });
  }

  /** Resolves when a route that fits has been asked for and the server has done as it was told. */
  async asked(route: RegExp): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked.push({ route, resolve });
    if (this.routes.some((known) => route.test(known))) resolve();
    await promise;
  }

  dropSockets(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  /** Somebody presses the button. */
  interrupt(): void {
    this.#interrupted = true;
  }

  /** Ends at once, as if killed. */
  async kill(): Promise<void> {
    this.#life++;
    this.#pending = [];
    this.#running = undefined;
    this.#history.clear();
    this.#cache.clear();
    if (!this.#server.listening) return;
    this.#server.close();
    this.dropSockets();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  /** Killed and started again at the same address; knows nothing of before. */
  async restart(): Promise<void> {
    const { port } = this.#server.address() as AddressInfo;
    await this.kill();
    this.#server = this.#makeServer();
    await this.#listen(port);
  }

  #makeServer(): Server {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.on('upgrade', (request, socket) => this.#upgrade(request, socket));
    return server;
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #upgrade(request: IncomingMessage, socket: Duplex): void {
    const id = new URL(request.url ?? '', this.url).searchParams.get('clientId') ?? '';
    socket.on('error', () => socket.destroy());
    if (this.#options.sockets === false || !this.#isAllowed(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    if (this.#options.sockets !== 'silent') acceptSocket(request, socket);
    this.#sockets.get(id)?.destroy();
    this.#sockets.set(id, socket);
    socket.on('close', () => {
      if (this.#sockets.get(id) === socket) this.#sockets.delete(id);
    });
    if (this.#options.sockets === 'silent') return;
    sendMessage(socket, JSON.stringify({ type: 'status', data: { status: {}, sid: id } }));
    this.onSocket?.();
  }

  #isAllowed({ headers }: IncomingMessage): boolean {
    const { authorization } = this.#options;
    return authorization === undefined || headers.authorization === authorization;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const sent = bytes.toString();
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const [, name = '', argument = ''] = pathname.split('/');
    const route = `${request.method} /${name}`;
    this.routes.push(route);
    const answer = this.#answers.get(route)?.shift();
    const body = (): Data => JSON.parse(sent) as Data;
    if (!this.#isAllowed(request)) {
      response.writeHead(401).end(`not with ${request.headers.authorization}`);
    } else if (answer !== undefined) {
      answer(response);
    } else if (route === 'GET /object_info') {
      const info = argument === this.#options.lacks ? undefined : OBJECT_INFO[argument];
      sendJson(response, 200, info === undefined ? {} : { [argument]: info });
    } else if (route === 'POST /prompt') {
      this.#submit(sent, body(), response);
    } else if (route === 'POST /upload') {
      sendJson(response, 200, await this.#upload(bytes, request.headers['content-type']!));
    } else if (route === 'GET /history') {
      const entry = this.#history.get(argument);
      sendJson(response, 200, entry === undefined ? {} : { [argument]: entry });
    } else if (route === 'GET /queue') {
      const items = (prompts: QueuedPrompt[]): unknown[] =>
        prompts.map(({ id, graph, extra = {} }) => [1, id, graph, extra, []]);
      const running = this.#running === undefined ? [] : [this.#running];
      sendJson(response, 200, { queue_running: items(running), queue_pending: items(this.#pending) });
    } else if (route === 'POST /queue') {
      const gone = body()['delete'] as string[];
      this.#pending = this.#pending.filter(({ id }) => !gone.includes(id));
      response.end();
    } else if (route === 'POST /interrupt') {
      const { prompt_id: id } = body();
      this.interrupts.push(id);
      if (id === undefined || id === this.#running?.id) this.#interrupted = true;
      response.end();
    } else if (route === 'GET /view' && this.files.has(searchParams.get('filename') ?? '')) {
      response.setHeader('content-type', 'image/png').end(this.files.get(searchParams.get('filename')!));
    } else {
      response.writeHead(404).end('404: Not Found');
    }
    for (const waiting of this.#asked) if (waiting.route.test(route)) waiting.resolve();
  }

  async #upload(bytes: Buffer, type: string): Promise<Data> {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    const [subfolder, file] = [form.get('subfolder') as string, form.get('image') as File];
    const path = subfolder === '' ? file.name : `${subfolder}/${file.name}`;
    if (this.inputs.has(path) && form.get('overwrite') !== 'true') throw new Error(`${path} is there`);
    this.inputs.set(path, Buffer.from(await file.arrayBuffer()));
    return { name: file.name, subfolder, type: 'input' };
  }

  #submit(sent: string, body: Data, response: ServerResponse): void {
    const graph = body['prompt'] as Graph;
    if (!UUID.test(String(body['prompt_id']))) {
      const error = { type: 'invalid_prompt_id', message: 'prompt_id must be a valid UUID' };
      sendJson(response, 400, { error, node_errors: {} });
      return;
    }
    const faults = Object.entries(graph).flatMap(([node, { class_type, inputs }]) =>
      Object.entries(inputs).flatMap(([input_name, value]) => {
        const fault = inputFault(class_type, input_name, value, this.inputs);
        if (fault === undefined) return [];
        const [type, message] = fault;
        const details = `${input_name}: '${String(value)}'`;
        return [[node, { errors: [{ type, message, details, extra_info: { input_name } }], class_type }]];
      }),
    );
    if (faults.length > 0) {
      const error = { type: 'prompt_outputs_failed_validation', message: 'Prompt outputs failed validation' };
      sendJson(response, 400, { error, node_errors: Object.fromEntries(faults) as Data });
      return;
    }
    const id = this.#options.ownIds ? `own-${this.prompts.length}` : String(body['prompt_id']);
    this.prompts.push(sent);
    const extra = body['extra_data'] as Data;
    this.#enqueue({ id, graph, text: sent, clientId: body['client_id'] as string, extra });
    if (this.loseAnswers) response.destroy();
    else sendJson(response, 200, { prompt_id: id, number: this.prompts.length, node_errors: {} });
  }

  #enqueue(prompt: QueuedPrompt): void {
    this.#pending.push(prompt);
    if (this.#running === undefined) void this.#work();
  }

  async #work(): Promise<void> {
    const life = this.#life;
    for (;;) {
      const prompt = this.#pending.shift();
      this.#running = prompt;
      if (prompt === undefined) return;
      await setImmediate();
      const entry = await this.#execute(prompt);
      if (life !== this.#life) return;
      this.#history.set(prompt.id, entry);
      this.#running = undefined;
      this.#send(prompt, 'executing', { node: null });
    }
  }

  async #execute(prompt: QueuedPrompt): Promise<object> {
    const { graph, clientId } = prompt;
    const key = JSON.stringify(graph) + prompt.text.match(/"seed":\d+/)?.[0];
    const cached = this.#cache.get(key);
    this.#send(prompt, 'execution_start', {});
    if (cached) this.#send(prompt, 'execution_cached', { nodes: Object.keys(graph) });
    const isDone: [string, Data] = ['execution_success', {}];
    const picture = paintPng(samplerInputs(prompt));
    if (!cached) {
      for (const [node, { class_type: classType, inputs }] of Object.entries(graph)) {
        this.#send(prompt, 'executing', { node });
        const { failing } = this;
        if (failing?.classType === classType) {
          this.failing = undefined;
          const { type: exception_type, message: exception_message } = failing;
          const data = { node_id: node, node_type: classType, exception_type, exception_message };
          return ended('error', ['execution_error', data]);
        }
        const steps = classType === 'KSampler' ? Number(inputs['steps']) : 0;
        for (let step = 1; step <= steps; step++) {
          await this.onStep?.(step, prompt.id);
          await setImmediate();
          if (this.#interrupted) {
            this.#interrupted = false;
            return ended('error', ['execution_interrupted', { node_id: node }]);
          }
          this.#send(prompt, 'progress', { value: step, max: steps, node });
          const socket = this.#socketOf(clientId);
          if (socket) sendMessage(socket, Buffer.concat([Buffer.from('0000000100000002', 'hex'), picture]));
        }
      }
    }
    this.#send(prompt, ...isDone);
    const outputs = cached ?? this.#save(graph, picture);
    this.#cache.set(key, outputs);
    return ended('success', isDone, cached && this.#options.forgetsCachedOutputs ? {} : outputs);
  }

  #save(graph: Graph, picture: Buffer): Data {
    const found = Object.entries(graph).find(([, node]) => /SaveImage|PreviewImage/.test(node.class_type));
    if (found === undefined) return {};
    const [node, { class_type: classType, inputs }] = found;
    const filename = `${String(inputs['filename_prefix'])}_${this.files.size}_.png`;
    this.files.set(filename, picture);
    const type = classType === 'SaveImage' ? 'output' : 'temp';
    return { [node]: { images: [{ filename, subfolder: '', type }] } };
  }

  #socketOf(clientId: string | undefined): Duplex | undefined {
    return this.#options.sockets === 'silent' ? undefined : this.#sockets.get(clientId ?? '');
  }

  #send({ id, clientId }: QueuedPrompt, type: string, data: Data): void {
    const socket = this.#socketOf(clientId);
    if (socket) sendMessage(socket, JSON.stringify({ type, data: { ...data, prompt_id: id } }));
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function ended(status: 'success' | 'error', last: [string, Data], outputs: Data = {}): object {
  return { outputs, status: { status_str: status, completed: status === 'success', messages: [last] } };
}

/** What a picture depends on: not the name of its file. */
function samplerInputs({ graph, text: sent }: QueuedPrompt): string {
  const nodes = Object.values(graph).filter(({ class_type: classType }) => classType !== 'SaveImage');
  return JSON.stringify(nodes) + sent.match(/"seed":\d+/)?.[0];
}
