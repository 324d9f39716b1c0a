import { afterAll, beforeAll } from 'vitest';
import { Client } from './client.js';
import { freePort } from './port.js';
import { startServer, startWorker, type ProductProcess, type Server } from './process.js';
import { startRedis } from './redis.js';
import { waitFor } from './wait-for.js';
import { createWorkspace, type Workspace } from './workspace.js';

type Prepared = Readonly<Record<string, string>> | void;

interface StudioSettings {
  readonly env?: Readonly<Record<string, string>>;
  /** Fills the workspace before the start; what it gives is added to the environment. */
  prepare?(workspace: Workspace): Prepared | Promise<Prepared>;
  /** With a Redis, and a worker process of its own in place of the server's. */
  readonly withWorker?: boolean;
}

/** A studio of the tests' own: an empty workspace, a server on it, and a program that speaks its API. */
export class Studio {
  #workspace?: Workspace;
  #server?: Server;
  #worker?: ProductProcess;
  #port?: number;
  readonly client = new Client(this);
  readonly #undo: (() => unknown)[] = [];

  constructor(private readonly settings: StudioSettings) {}

  /** The workspace's folder. */
  get folder(): string {
    return this.#workspace!.folder;
  }

  /** Where its pictures are. */
  get pictures(): string {
    return this.#workspace!.env['MEDIA_ROOT']!;
  }

  /** The same after every start. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What the server wrote since its last start. */
  output(): string {
    return this.#server!.output();
  }

  /** Starts the server and waits until it has a model: the server answers before its backends do. */
  async start(): Promise<void> {
    this.#server = await startServer(this.#workspace!, this.#port!);
    const what = (): string => `a model; the server wrote:\n${this.output()}`;
    await waitFor(what, async () => {
      const models = await this.client.get<readonly unknown[]>('/api/v1/models');
      return models.length > 0 || undefined;
    });
  }

  /** Ends the server; without a signal in order. */
  async stop(signal?: NodeJS.Signals): Promise<void> {
    await this.#server?.end(signal);
  }

  /** The server goes as in a power cut, and comes back. */
  async killAndStart(): Promise<void> {
    await this.stop('SIGKILL');
    await this.start();
  }

  startWorker(): void {
    this.#worker = startWorker(this.#workspace!);
  }

  /** Of its process, which names its log files. */
  get workerPid(): number | undefined {
    return this.#worker?.pid;
  }

  async killWorker(): Promise<void> {
    await this.#worker!.end('SIGKILL');
  }

  async setUp(): Promise<void> {
    const { env, withWorker } = this.settings;
    this.#port = await freePort();
    this.#workspace = createWorkspace(env);
    this.#undo.push(() => this.#workspace!.remove());
    if (withWorker) {
      const redis = await startRedis(this.folder);
      this.#undo.push(() => redis.stop());
      this.#add({ REDIS_URL: redis.url });
    }
    this.#add((await this.settings.prepare?.(this.#workspace)) ?? {});
    this.#undo.push(() => this.stop());
    await this.start();
    if (!withWorker) return;
    this.#undo.push(() => this.#worker!.end());
    this.startWorker();
  }

  /** Ends what was set up, however far that came. */
  async tearDown(): Promise<void> {
    for (const undo of this.#undo.toReversed()) await undo();
  }

  #add(env: Readonly<Record<string, string>>): void {
    this.#workspace = { ...this.#workspace!, env: { ...this.#workspace!.env, ...env } };
  }
}

/** One studio for the tests of a `describe`. */
export function useStudio(settings: StudioSettings = {}): Studio {
  const studio = new Studio(settings);
  beforeAll(() => studio.setUp());
  afterAll(() => studio.tearDown());
  return studio;
}
