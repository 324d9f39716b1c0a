import { randomBytes } from 'node:crypto';
import { BackendError } from '@cyberimage/core';
import type { GenerationRoute, PictureUpdate } from '../generation-route.js';
import { asRecord, asRecords } from '../http/read-json.js';
import { serverError } from '../http/server-error.js';
import type { ServerLists } from '../models/server-lists.js';
import { requirePictureFile } from '../pictures/media-type.js';
import type { ServerPicture } from '../pictures/server-picture.js';
import type { RouteOptions } from '../rest/rest-route.js';
import type { Txt2imgJob } from '../rest/txt2img-body.js';
import { followTask } from '../tasks/follow-task.js';
import { TaskKeeper } from '../tasks/task-keeper.js';
import { configLists, type FreshChoices } from './config-lists.js';
import { fillInputs } from './fill-inputs.js';
import { callFunction, type GradioCall } from './gradio-call.js';
import { ConfigCache } from './config-cache.js';
import { readChoices, type GradioFunction, type GradioFunctions } from './gradio-config.js';
import { readGallery } from './read-gallery.js';
import { uploadPictures } from './upload-pictures.js';

const COMMAND_TIMEOUT_MS = 20_000;
const FILE_TIMEOUT_MS = 60_000;

/** The queue of the web UI: the way in for servers without --api. */
export class GradioRoute implements GenerationRoute {
  readonly #tasks: TaskKeeper;
  readonly #config: ConfigCache;
  #fresh: { readonly appId: string; readonly choices: FreshChoices } | undefined;

  constructor(private readonly options: RouteOptions) {
    this.#config = new ConfigCache(options.client);
    this.#tasks = new TaskKeeper({ ...options, interrupt: (signal) => this.#interrupt(signal) });
  }

  async loadLists(): Promise<ServerLists> {
    const functions = await this.#config.reload();
    const fresh = this.#fresh?.appId === this.#config.appId ? this.#fresh.choices : undefined;
    return configLists(functions, fresh);
  }

  /** Presses the web UI's refresh button, whose answer alone holds what is new. */
  async rescan(): Promise<void> {
    const { refresh } = await this.#config.functions();
    if (refresh === undefined) return;
    const reply = await this.#callDirectly(refresh, { data: [], sessionHash: newSessionHash() });
    const [checkpoints, modules] = asRecords(asRecord(reply)['data']);
    const choices = {
      checkpoints: readChoices(checkpoints?.['choices']),
      modules: readChoices(modules?.['choices']),
    };
    if (choices.checkpoints.length > 0) this.#fresh = { appId: this.#config.appId, choices };
  }

  async *makePicture(job: Txt2imgJob, signal: AbortSignal): AsyncGenerator<PictureUpdate, void> {
    const { client, pictureTimeoutMs: timeoutMs } = this.options;
    const { taskId, previews } = job;
    await this.#tasks.settle(taskId, signal, timeoutMs);
    const functions = await this.#config.functions(signal);
    const generate = job.inputs === undefined ? functions.txt2img : requireImg2img(functions);
    const pictures = job.inputs && (await uploadPictures(client, job.inputs, signal));
    const data = fillInputs(generate, job, pictures);
    const sessionHash = newSessionHash();
    await this.#choose(functions, job, sessionHash, signal);
    const send = (either: AbortSignal) =>
      callFunction(client, generate, { data, sessionHash, timeoutMs, signal: either });
    const task = { taskId, limitMs: timeoutMs, previews, send };
    const output = yield* followTask(this.#tasks, task, signal);
    yield { kind: 'picture', picture: await this.#fetchPicture(output, signal) };
  }

  dispose(): Promise<void> {
    return this.#tasks.dispose();
  }

  /** Both are global on the server, so they come right before the picture, in its session. */
  async #choose(
    { checkpoint, modules }: GradioFunctions,
    { plan }: Txt2imgJob,
    sessionHash: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { client } = this.options;
    const common = { sessionHash, timeoutMs: COMMAND_TIMEOUT_MS, signal };
    await callFunction(client, checkpoint, { ...common, data: [plan.checkpoint.title] });
    if (modules === undefined || plan.modules === undefined) return;
    await this.#callDirectly(modules, { data: [plan.modules], sessionHash, signal });
  }

  /** For functions that have no queue. */
  #callDirectly(
    fn: GradioFunction,
    { data, sessionHash, signal }: Pick<GradioCall, 'data' | 'sessionHash'> & { signal?: AbortSignal },
  ): Promise<unknown> {
    return this.options.client.json(`/run/${fn.apiName ?? 'predict'}`, {
      timeoutMs: COMMAND_TIMEOUT_MS,
      signal,
      body: { data, fn_index: fn.index, session_hash: sessionHash },
    });
  }

  async #fetchPicture(output: readonly unknown[], signal: AbortSignal): Promise<ServerPicture> {
    const { path, info } = readGallery(output, this.options.client.address.label);
    // The URL that comes along is built from proxy headers and may lead nowhere from here.
    const url = `/file=${path.split('/').map(encodeURIComponent).join('/')}`;
    // The picture stays on the server's disk: a download that breaks off is begun anew.
    const reply = await this.options.client.send(url, { timeoutMs: FILE_TIMEOUT_MS, signal });
    if (reply.status >= 400) throw serverError(reply, this.options.client.address.label);
    return { file: requirePictureFile(reply.bytes), info };
  }

  async #interrupt(signal: AbortSignal): Promise<void> {
    const { interrupt } = await this.#config.functions(signal);
    if (interrupt === undefined) return;
    const call = { data: [], sessionHash: newSessionHash(), timeoutMs: COMMAND_TIMEOUT_MS, signal };
    await callFunction(this.options.client, interrupt, call);
  }
}

const newSessionHash = (): string => randomBytes(6).toString('hex');

function requireImg2img({ img2img }: GradioFunctions): GradioFunction {
  if (img2img !== undefined) return img2img;
  const message = 'the web UI has no img2img of the kind that is known here; start the server with --api';
  throw new BackendError('unavailable', message, { retryable: false });
}
