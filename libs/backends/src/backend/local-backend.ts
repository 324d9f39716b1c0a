import { cpus, totalmem } from 'node:os';
import {
  BackendError,
  type BackendContext,
  type BackendDescription,
  type BackendErrorCode,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
  type ModelBackend,
  type ModelDescription,
  type RefusalReason,
} from '@cyberimage/core';
import { ModelCatalog } from '../catalog/model-catalog.js';
import { LoraFolder } from '../loras/lora-folder.js';
import { MAX_IMAGES } from '../pipelines/options/build-option-schema.js';
import { DEVICE_LABELS } from '../runtime/device.js';
import { resolveDevice } from '../runtime/find-device.js';
import { downloadEvents } from './download-events.js';
import {
  planGeneration,
  type AcceptedPlan,
  type GenerationPlan,
  type PendingModel,
  type PlanResult,
} from './generation-plan.js';
import { GenerationRunner } from './generation-runner.js';
import { LocalModels } from './local-models.js';
import { MAX_HIRES_PIXELS } from './plan-hires.js';
import { readManifest } from './read-manifest.js';
import { readSettings, type LocalSettings } from './read-settings.js';
import { throwIfAborted } from './translate-events.js';

/** ONNX models on this machine. */
export class LocalBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'local';
  readonly #catalog: ModelCatalog;
  readonly #settings: LocalSettings;
  readonly #runner: GenerationRunner;
  readonly #disposal = new AbortController();
  readonly management: LocalModels;

  constructor(context: BackendContext) {
    const { models, paths, log } = context;
    this.#settings = readSettings(context.settings);
    const loras = new LoraFolder(paths.loras);
    const sources = { lines: models, modelsPath: paths.models, loras };
    this.#runner = new GenerationRunner(this.#settings, loras, context);
    this.#catalog = new ModelCatalog(sources, this.#settings.device, log);
    this.management = new LocalModels(models, paths.models, {
      catalog: this.#catalog,
      runner: this.#runner,
      disposal: this.#disposal.signal,
    });
  }

  describe(): Promise<BackendDescription> {
    const { version, cyberimage } = readManifest();
    const kind = resolveDevice(this.#settings.device);
    return Promise.resolve({
      name: cyberimage.displayName,
      version,
      device:
        kind === 'cpu'
          ? { kind, label: this.#processorLabel(), memoryBytes: totalmem() }
          : { kind, label: DEVICE_LABELS[kind] },
      limits: { maxImages: MAX_IMAGES, maxPixels: MAX_HIRES_PIXELS },
      settings: cyberimage.settings ?? { type: 'object', properties: {} },
    });
  }

  listModels(): Promise<readonly ModelDescription[]> {
    return this.#catalog.list();
  }

  async check(request: GenerationRequest): Promise<CheckResult> {
    const result = await this.#consider(request);
    if (!result.accepted) return result;
    if ('pending' in result) {
      return { accepted: true, adjustments: result.pending.adjustments, estimate: {} };
    }
    const estimate = await this.#runner.estimate(result.plan);
    return { accepted: true, adjustments: result.plan.adjustments, estimate };
  }

  async *generate(request: GenerationRequest, options: GenerateOptions): AsyncGenerator<GenerationEvent> {
    const signal = AbortSignal.any([options.signal, this.#disposal.signal]);
    try {
      throwIfAborted(signal);
      const accepted = await this.#accept(request);
      yield { type: 'started' };
      const plan = 'plan' in accepted ? accepted.plan : yield* this.#fetch(accepted.pending, request, signal);
      yield* plan.warnings;
      yield* this.#runner.run(plan, { signal, previews: options.previews ?? true });
      yield { type: 'done' };
    } catch (error) {
      // What fails because the sessions were released under it was cancelled, too.
      throwIfAborted(signal);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    this.#disposal.abort();
    await this.#runner.close();
  }

  /** Puts the model's files in place, with which the request can be planned. */
  async *#fetch(
    pending: PendingModel,
    request: GenerationRequest,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent, GenerationPlan> {
    yield* downloadEvents(pending.download(signal));
    const accepted = await this.#accept(request);
    if ('plan' in accepted) return accepted.plan;
    throw new BackendError('model-missing', `the files of ${request.model} vanished after their download`);
  }

  async #accept(request: GenerationRequest): Promise<AcceptedPlan> {
    const result = await this.#consider(request);
    if (result.accepted) return result;
    const [reason] = result.reasons;
    const message = result.reasons.map((entry) => entry.message).join('; ');
    throw new BackendError(errorCodeOf(reason), message, reason && { field: reason.field });
  }

  async #consider(request: GenerationRequest): Promise<PlanResult> {
    const result = await planGeneration(this.#catalog, request);
    if (!('plan' in result)) return result;
    const reason = await this.#runner.refuse(result.plan);
    return reason === undefined ? result : { accepted: false, reasons: [reason] };
  }

  #processorLabel(): string {
    const { threads } = this.#settings;
    const processor = cpus()[0]?.model.trim() ?? 'CPU';
    return `${processor}, ${threads === 1 ? '1 thread' : `${threads} threads`}`;
  }
}

function errorCodeOf(reason: RefusalReason | undefined): BackendErrorCode {
  if (reason?.code === 'model-unavailable') return 'model-missing';
  return reason?.code === 'not-enough-memory' ? 'out-of-memory' : 'invalid-request';
}
