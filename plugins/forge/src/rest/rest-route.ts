import { BackendError, type BackendLog } from '@cyberimage/core';
import type { GenerationRoute, PictureUpdate } from '../generation-route.js';
import type { ForgeClient } from '../http/forge-client.js';
import { asRecord, asText, asTexts } from '../http/read-json.js';
import type { ServerLists } from '../models/server-lists.js';
import { requirePictureFile } from '../pictures/media-type.js';
import { readInfo } from '../pictures/server-picture.js';
import { followTask } from '../tasks/follow-task.js';
import { TaskKeeper } from '../tasks/task-keeper.js';
import { readProgress, type TrackingAbilities } from '../tasks/task-monitor.js';
import type { TaskTiming } from '../tasks/task-state.js';
import { loadLists } from './load-lists.js';
import { img2imgBody, overrides, txt2imgBody, type Txt2imgJob } from './txt2img-body.js';

const COMMAND_TIMEOUT_MS = 10_000;
/** The check of a request waits for it. */
const RESCAN_TIMEOUT_MS = 3_000;

/** What a route works with. */
export interface RouteOptions {
  readonly client: ForgeClient;
  readonly abilities: TrackingAbilities;
  readonly timing: TaskTiming;
  readonly pictureTimeoutMs: number;
  readonly log: BackendLog;
}

/** The REST API under /sdapi/v1: the way in for servers started with --api. */
export class RestRoute implements GenerationRoute {
  readonly #tasks: TaskKeeper;
  #optionsArePinned = false;

  constructor(private readonly options: RouteOptions) {
    this.#tasks = new TaskKeeper({
      ...options,
      interrupt: async (signal) => {
        await options.client.json('/sdapi/v1/interrupt', { timeoutMs: COMMAND_TIMEOUT_MS, body: {}, signal });
      },
    });
  }

  loadLists(): Promise<ServerLists> {
    return loadLists(this.options.client);
  }

  /** The server does it after the jobs that wait, so a busy one is left alone. */
  async rescan(): Promise<void> {
    const { client } = this.options;
    if (!(await readProgress(client, AbortSignal.timeout(RESCAN_TIMEOUT_MS))).isIdle) return;
    await client.json('/sdapi/v1/refresh-checkpoints', { timeoutMs: RESCAN_TIMEOUT_MS, body: {} });
    // LoRAs are of an extension, VAEs of A1111 and its kin; only a button of Forge's web UI looks for modules.
    const others = ['/sdapi/v1/refresh-loras', '/sdapi/v1/refresh-vae', '/run/gr_refresh_models'];
    const call = { timeoutMs: RESCAN_TIMEOUT_MS, body: { data: [] } };
    await Promise.all(others.map((path) => client.send(path, call)));
  }

  async *makePicture(job: Txt2imgJob, signal: AbortSignal): AsyncGenerator<PictureUpdate, void> {
    const { client, pictureTimeoutMs: timeoutMs } = this.options;
    const { taskId, previews, inputs } = job;
    await this.#tasks.settle(taskId, signal, timeoutMs);
    await this.#pinOptions(job);
    const path = inputs === undefined ? '/sdapi/v1/txt2img' : '/sdapi/v1/img2img';
    const body = inputs === undefined ? txt2imgBody(job) : img2imgBody(job, inputs);
    const send = (either: AbortSignal) => client.json(path, { body, timeoutMs, signal: either });
    const task = { taskId, limitMs: timeoutMs, previews, send };
    yield* this.#finish(yield* followTask(this.#tasks, task, signal));
  }

  dispose(): Promise<void> {
    return this.#tasks.dispose();
  }

  async *#finish(reply: unknown): AsyncGenerator<PictureUpdate, void> {
    const { images, info } = asRecord(reply);
    const read = readInfo(asText(info) ?? '');
    const wasStopped = await this.#wasInterrupted(read.jobTimestamp);
    const data = asTexts(images)[read.firstIndex] ?? asTexts(images)[0];
    if (data === undefined) {
      const why = wasStopped ? 'somebody stopped the job on the server' : 'the server sent no picture';
      throw new BackendError('unavailable', why);
    }
    if (wasStopped) {
      const message = 'somebody stopped the job on the server; the picture is not finished';
      yield { kind: 'warning', code: 'stopped-on-server', message };
    }
    yield { kind: 'picture', picture: { file: requirePictureFile(Buffer.from(data, 'base64')), info: read } };
  }

  /** An interrupted job looks like any other; only the state, which is that of the newest job, tells. */
  async #wasInterrupted(jobTimestamp: string | undefined): Promise<boolean> {
    const progress = await readProgress(this.options.client).catch((): undefined => undefined);
    return (
      progress?.interrupted === true && jobTimestamp !== undefined && progress.jobTimestamp === jobTimestamp
    );
  }

  /**
   * An option that was never saved is not restored after a job that overrides it, and stays so for
   * everybody. Saving the present values once cures that.
   */
  async #pinOptions({ plan, restore }: Txt2imgJob): Promise<void> {
    if (this.#optionsArePinned || !restore) return;
    const { client, log } = this.options;
    try {
      if (!(await readProgress(client)).isIdle) return;
      const current = asRecord(await client.json('/sdapi/v1/options', { timeoutMs: COMMAND_TIMEOUT_MS }));
      // All that any request may override, not this one's alone.
      const { sd_model_checkpoint: _checkpoint, ...rest } = overrides(plan);
      const keys = Object.keys(rest).filter((key) => key in current);
      const body = Object.fromEntries(keys.map((key) => [key, current[key]]));
      if (keys.length > 0) await client.json('/sdapi/v1/options', { timeoutMs: COMMAND_TIMEOUT_MS, body });
    } catch (error) {
      // --freeze-settings forbids it.
      log('warn', 'the server’s options could not be saved; overridden ones may stay', {
        error: String(error),
      });
    }
    this.#optionsArePinned = true;
  }
}
