import {
  BackendError,
  type BackendContext,
  type BackendDescription,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
  type ModelBackend,
  type ModelDescription,
  type ModelManagement,
} from '@cyberimage/core';
import { openRoute } from './detect/open-route.js';
import { probeServer } from './detect/probe-server.js';
import type { GenerationRoute } from './generation-route.js';
import { ForgeClient } from './http/forge-client.js';
import { Catalogue } from './models/catalogue.js';
import { describeModels } from './models/describe-models.js';
import { MAX_IMAGES, MAX_PIXELS } from './models/option-schema.js';
import { pictureSeeds, planPicture, type PicturePlan, type Planned } from './models/picture-plan.js';
import { compareInfo } from './pictures/compare-info.js';
import { readInputs } from './pictures/read-inputs.js';
import { toMetadata } from './pictures/server-picture.js';
import { planWarnings } from './models/plan-warnings.js';
import { ProgressMeter } from './progress-meter.js';
import { readSettings, SETTINGS_SCHEMA, type ForgeSettings } from './settings.js';
import { TASK_TIMING, type TaskTiming } from './tasks/task-state.js';

/** Forwards to one Forge, A1111, reForge or SD.Next server. */
export class ForgeBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'forge';
  /** Models and LoRAs that came to the server's folders show up when somebody asks for them. */
  readonly management: ModelManagement = {
    refresh: async () => {
      await this.#useRoute((route) => route.rescan());
      await this.#catalogue.refresh();
    },
  };
  readonly #settings: ForgeSettings;
  readonly #client: ForgeClient;
  readonly #catalogue: Catalogue;
  #route: Promise<GenerationRoute> | undefined;
  #disposal: Promise<void> | undefined;

  /**
   * @param timing how often the server is asked about a running task
   * @throws TypeError when the settings hold no usable URL
   */
  constructor(
    private readonly context: Pick<BackendContext, 'settings' | 'log'>,
    private readonly timing: TaskTiming = TASK_TIMING,
  ) {
    this.#settings = readSettings(context.settings);
    this.#client = new ForgeClient(this.#settings.address);
    this.#catalogue = new Catalogue(() => this.#useRoute((route) => route.loadLists()), context.log);
  }

  async describe(): Promise<BackendDescription> {
    return {
      name: 'Stable Diffusion WebUI server',
      version: '0.1.0',
      device: { kind: 'remote', label: this.#settings.address.label },
      limits: { maxImages: MAX_IMAGES, maxPixels: MAX_PIXELS },
      settings: SETTINGS_SCHEMA,
      server: await probeServer(this.context.settings),
    };
  }

  async listModels(): Promise<readonly ModelDescription[]> {
    return describeModels(await this.#catalogue.lists(), this.#settings.address.label);
  }

  async check(request: GenerationRequest): Promise<CheckResult> {
    const planned = await this.#plan(request);
    if (planned.plan === undefined) return { accepted: false, reasons: planned.reasons };
    return { accepted: true, adjustments: planned.adjustments, estimate: {} };
  }

  /** Each picture is a job of its own on the server, so that it equals a request of its own with its seed. */
  async *generate(
    request: GenerationRequest,
    { signal, resumeFrom, previews = true }: GenerateOptions,
  ): AsyncGenerator<GenerationEvent> {
    throwIfAborted(signal);
    if (this.#disposal !== undefined)
      throw new BackendError('unavailable', 'the backend was disposed', { retryable: false });
    const planned = await this.#plan(request);
    if (planned.plan === undefined) {
      const message = planned.reasons.map((reason) => reason.message).join('; ');
      throw new BackendError('invalid-request', message, { field: planned.reasons[0]!.field });
    }
    yield { type: 'started' };
    yield { type: 'progress', phase: 'wait', step: 0, of: 1 };
    yield* planWarnings(planned.plan);
    const meter = new ProgressMeter(planned.plan);
    for (let index = readDone(resumeFrom); index < planned.plan.numImages; index++) {
      throwIfAborted(signal);
      yield* this.#picture(request, planned.plan, index, meter, { signal, previews });
      yield { type: 'checkpoint', data: writeDone(index + 1) };
    }
    yield { type: 'done' };
  }

  dispose(): Promise<void> {
    this.#disposal ??= (async () => {
      await (await this.#route?.catch((): undefined => undefined))?.dispose();
      await this.#client.dispose();
    })();
    return this.#disposal;
  }

  async *#picture(
    request: GenerationRequest,
    plan: PicturePlan,
    index: number,
    meter: ProgressMeter,
    { signal, previews }: Required<Pick<GenerateOptions, 'signal' | 'previews'>>,
  ): AsyncGenerator<GenerationEvent> {
    const { seed, variation } = pictureSeeds(plan, request.seed, index);
    const route = await this.#openRoute();
    // Equal over the attempts at a job, so that a later one finds what an earlier one left on the server.
    const taskId = `task(cyberimage-${request.jobId}-${index})`;
    const inputs = readInputs(request);
    const restore = !this.#settings.dedicated;
    const job = { plan, seed, variation, taskId, restore, previews, inputs };
    for await (const update of this.#watchRoute(route.makePicture(job, signal))) {
      throwIfAborted(signal);
      if (update.kind === 'state') yield* meter.events(index, update.state);
      else if (update.kind === 'warning')
        yield { type: 'warning', code: update.code, message: update.message };
      else {
        const { file, info } = update.picture;
        yield* compareInfo(job, info);
        yield {
          type: 'image',
          index,
          seed,
          content: { kind: 'encoded', ...file },
          metadata: toMetadata(info),
        };
      }
    }
  }

  /** A name that is not in the lists may be new on the server, so they are asked for once more. */
  async #plan(request: GenerationRequest): Promise<Planned> {
    const planned = planPicture(await this.#catalogue.lists(), request);
    const isUnknown =
      planned.plan === undefined && planned.reasons.some(({ code }) => code.startsWith('unknown-'));
    if (!isUnknown) return planned;
    try {
      const isFile = planned.reasons.some(({ code }) => code === 'unknown-model' || code === 'unknown-lora');
      if (isFile) await this.#useRoute((route) => route.rescan());
      return planPicture(await this.#catalogue.refresh(), request);
    } catch (error) {
      this.context.log('warn', 'the server’s lists could not be refreshed', { error: String(error) });
      return planned;
    }
  }

  async #useRoute<T>(use: (route: GenerationRoute) => Promise<T>): Promise<T> {
    const route = await this.#openRoute();
    return use(route).catch((error: unknown) => this.#reconsiderRoute(error));
  }

  async *#watchRoute<T>(updates: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* updates;
    } catch (error) {
      this.#reconsiderRoute(error);
    }
  }

  /** A server may come back with another way in, such as without --api: the next call looks again. */
  #reconsiderRoute(error: unknown): never {
    if (BackendError.is(error) && error.code === 'unavailable' && !error.retryable) this.#route = undefined;
    throw error;
  }

  #openRoute(): Promise<GenerationRoute> {
    const { log } = this.context;
    this.#route ??= openRoute(this.#client, this.#settings, { log, timing: this.timing }).catch(
      (error: unknown) => {
        this.#route = undefined;
        throw error;
      },
    );
    return this.#route;
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new BackendError('cancelled', 'the request was cancelled');
}

/** A checkpoint is the number of pictures that are done. */
const writeDone = (done: number): Uint8Array => Uint8Array.of(done);
const readDone = (checkpoint: Uint8Array | undefined): number => checkpoint?.[0] ?? 0;
