import { Agent, FormData, request } from 'undici';
import { BackendError, type EncodedImage, type JsonValue } from '@cyberimage/core';
import type { ApiGraph, NamedInput } from './graph-template.js';
import type { NodeInfo } from './node-info.js';
import { answerError, promptRefused, type PromptRefusal } from './server-errors.js';

/** A run that has ended, as the server remembers it. */
export interface HistoryEntry {
  readonly outputs?: Readonly<Record<string, { readonly images?: readonly StoredImage[] }>>;
  readonly status?: {
    readonly status_str?: string;
    readonly messages?: readonly (readonly [event: string, data: Readonly<Record<string, JsonValue>>])[];
  } | null;
}

/** A graph that is to be run. */
export interface NewRun {
  readonly graph: ApiGraph;
  /** Newer servers take it over, older ones choose their own. */
  readonly promptId: string;
  /** The WebSocket that hears of the run. */
  readonly clientId: string;
  /** False: the server need not draw any. */
  readonly previews: boolean;
}

/** Where the server keeps a picture. */
export interface StoredImage {
  readonly filename: string;
  readonly subfolder?: string;
  /** `output` was saved, `temp` only previewed. */
  readonly type?: string;
}

/** Where the server's queue holds a run. */
export type QueuePlace = 'running' | 'pending' | 'absent';

type QueueItem = readonly [
  number: number,
  promptId: string,
  graph: unknown,
  extraData?: { readonly [RUN_MARK]?: string },
  ...rest: unknown[],
];

/** Kept beside the run by servers of every age, those that choose its id too. */
const RUN_MARK = 'cyberimage_run';

/** One question; a server that loads a model answers late. */
const CALL_TIMEOUT_MS = 30_000;
const RELEASE_TIMEOUT_MS = 2000;
const RELEASE_ATTEMPTS = 3;
/** In the server's folder of inputs. */
const INPUT_FOLDER = 'cyberimage';

/** ComfyUI's HTTP routes. Every method throws BackendErrors, or its signal's reason. */
export class ComfyClient {
  readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #url: string;
  /** Runs that we answer for. */
  readonly #runs = new Set<string>();

  constructor(url: string, authorization: string | undefined) {
    this.#url = url;
    this.host = new URL(url).host;
    this.headers = authorization === undefined ? {} : { authorization };
  }

  /** @returns undefined when the server has no such class of nodes */
  async nodeInfo(classType: string, signal: AbortSignal): Promise<NodeInfo | undefined> {
    const path = `/object_info/${encodeURIComponent(classType)}`;
    const classes = (await this.#getJson(path, signal)) as Record<string, NodeInfo>;
    return classes[classType];
  }

  /**
   * Puts a graph into the server's queue.
   *
   * @param inputs tell which parameter a refused input belongs to
   * @returns the run's id, and what the server has left out of the graph, for people
   */
  async submit(
    { graph, promptId, clientId, previews }: NewRun,
    inputs: readonly NamedInput[],
    signal: AbortSignal,
  ): Promise<{ promptId: string; refusal: PromptRefusal }> {
    // From here on it may be in the queue, even if no answer comes.
    this.#runs.add(promptId);
    const extra = { [RUN_MARK]: promptId, ...(!previews && { preview_method: 'none' }) };
    const asked = { prompt: graph, client_id: clientId, prompt_id: promptId, extra_data: extra };
    const body = JSON.stringify(asked);
    const { status, data } = await this.#call('/prompt', signal, body);
    const answer = status === 200 || status === 400 ? parseJson(data) : undefined;
    if (status === 400 && answer !== undefined) throw promptRefused(answer, inputs);
    if (status !== 200) throw answerError(status, this.#redact(data.toString()), this.host);
    const { prompt_id: given } = (answer ?? {}) as { prompt_id?: unknown };
    if (typeof given !== 'string') throw this.#notUnderstood('/prompt');
    this.#runs.delete(promptId);
    this.#runs.add(given);
    return { promptId: given, refusal: answer as PromptRefusal };
  }

  /**
   * Puts a picture into the server's folder of inputs, over one of the same name.
   *
   * @returns its name for the nodes that load pictures
   */
  async upload(filename: string, { mediaType, data }: EncodedImage, signal: AbortSignal): Promise<string> {
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(data)], { type: mediaType }), filename);
    const fields = { type: 'input', subfolder: INPUT_FOLDER, overwrite: 'true' };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const { status, data: words } = await this.#call('/upload/image', signal, form);
    if (status !== 200) throw answerError(status, this.#redact(words.toString()), this.host);
    const { name, subfolder } = (parseJson(words) ?? {}) as { name?: unknown; subfolder?: unknown };
    if (typeof name !== 'string') throw this.#notUnderstood('/upload/image');
    return typeof subfolder === 'string' && subfolder !== '' ? `${subfolder}/${name}` : name;
  }

  /** @returns undefined while the run has not ended, or when the server knows nothing of it */
  async history(promptId: string, signal: AbortSignal): Promise<HistoryEntry | undefined> {
    const entries = await this.#getJson(`/history/${promptId}`, signal);
    return (entries as Record<string, HistoryEntry>)[promptId];
  }

  async queuePlace(promptId: string, signal: AbortSignal): Promise<QueuePlace> {
    return (await this.#find(promptId, signal)).place;
  }

  /**
   * Looks for a run that waits or runs, and answers for it from then on.
   *
   * @param promptId as it was given to {@link submit}
   * @returns the id that the server has for it
   */
  async adopt(promptId: string, signal: AbortSignal): Promise<string | undefined> {
    const { place, id } = await this.#find(promptId, signal);
    if (place === 'absent') return undefined;
    this.#runs.add(id);
    return id;
  }

  /** @returns undefined when the file is gone */
  async view(
    { filename, subfolder = '', type = 'output' }: StoredImage,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const query = new URLSearchParams({ filename, subfolder, type }).toString();
    const { status, data } = await this.#call(`/view?${query}`, signal);
    if (status === 200) return data;
    if (status === 404) return undefined;
    throw answerError(status, this.#redact(data.toString()), this.host);
  }

  /** The run has ended by itself. */
  forget(promptId: string): void {
    this.#runs.delete(promptId);
  }

  /**
   * Takes a run off the server: out of the queue, or interrupted if it is the one that runs. Runs of
   * others are never touched. Does its best: a server that does not answer is left alone.
   */
  async release(promptId: string): Promise<void> {
    if (!this.#runs.delete(promptId)) return;
    const signal = AbortSignal.timeout(RELEASE_TIMEOUT_MS);
    try {
      // A pending run may start between the question and the answer to it.
      for (let attempt = 0; attempt < RELEASE_ATTEMPTS; attempt++) {
        const { place, id } = await this.#find(promptId, signal);
        if (place === 'absent') return;
        if (place === 'pending') await this.#call('/queue', signal, JSON.stringify({ delete: [id] }));
        else await this.#call('/interrupt', signal, JSON.stringify({ prompt_id: id }));
      }
    } catch {
      // The job has failed or was cancelled already; that is the error that counts.
    }
  }

  /** Takes every run off the server and ends all connections. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#runs, async (promptId) => this.release(promptId)));
    await this.agent.destroy();
  }

  /** Takes an error that is none of the contract for what it is: the connection's. */
  toBackendError(error: unknown): BackendError {
    if (BackendError.is(error)) return error;
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') return this.#notUnderstood('a route', error);
    return new BackendError('unavailable', `the connection to ${this.host} failed: ${code}`, {
      cause: error,
    });
  }

  /** The run under the server's own id, or under the one that we had for it. */
  async #find(promptId: string, signal: AbortSignal): Promise<{ place: QueuePlace; id: string }> {
    const queue = (await this.#getJson('/queue', signal)) as Record<string, readonly QueueItem[] | undefined>;
    const idIn = (items: readonly QueueItem[] = []): string | undefined =>
      items.find(([, id, , extra]) => id === promptId || extra?.[RUN_MARK] === promptId)?.[1];
    const running = idIn(queue['queue_running']);
    if (running !== undefined) return { place: 'running', id: running };
    const pending = idIn(queue['queue_pending']);
    return pending === undefined ? { place: 'absent', id: promptId } : { place: 'pending', id: pending };
  }

  async #getJson(path: string, signal: AbortSignal): Promise<object> {
    const { status, data } = await this.#call(path, signal);
    if (status !== 200) throw answerError(status, this.#redact(data.toString()), this.host);
    const value = parseJson(data);
    if (value === undefined) throw this.#notUnderstood(path);
    return value;
  }

  async #call(
    path: string,
    signal: AbortSignal,
    body?: string | FormData,
  ): Promise<{ status: number; data: Buffer }> {
    const deadline = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    try {
      const { statusCode, body: answer } = await request(`${this.#url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...this.headers, ...json },
        body: body ?? null,
        signal: AbortSignal.any([signal, deadline]),
        dispatcher: this.agent,
      });
      return { status: statusCode, data: Buffer.from(await answer.arrayBuffer()) };
    } catch (error) {
      signal.throwIfAborted();
      if (!deadline.aborted) throw this.toBackendError(error);
      throw new BackendError('unavailable', `${this.host} gave no answer within ${CALL_TIMEOUT_MS / 1000} s`);
    }
  }

  #notUnderstood(path: string, cause?: unknown): BackendError {
    const message = `${this.host} gave an answer to ${path} that is not ComfyUI's`;
    return new BackendError('internal', message, { cause });
  }

  /** A proxy may quote the header that it refuses, with or without its scheme. */
  #redact(words: string): string {
    const { authorization } = this.headers;
    if (authorization === undefined) return words;
    const token = authorization.split(' ').at(-1) ?? authorization;
    return words.replaceAll(token, '[credentials]');
  }
}

function parseJson(data: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(data.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
