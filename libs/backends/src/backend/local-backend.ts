import { availableParallelism, cpus, totalmem } from 'node:os';
import {
  BackendError,
  type BackendContext,
  type BackendDescription,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
  type JsonObject,
  type ModelBackend,
  type ModelDescription,
} from '@cyberimage/core';
import { ModelCatalog } from '../catalog/model-catalog.js';
import { PhiloxGenerator } from '../noise/philox.js';
import { TorchGenerator } from '../noise/torch-generator.js';
import { MAX_IMAGES } from '../pipelines/options/build-option-schema.js';
import type { PipelineRequest } from '../pipelines/pipeline.js';
import { downloadEvents } from './download-events.js';
import { estimatePeakBytes } from './estimate-memory.js';
import {
  planGeneration,
  type AcceptedPlan,
  type GenerationPlan,
  type PendingModel,
} from './generation-plan.js';
import { LoadedPipeline } from './loaded-pipeline.js';
import { readManifest } from './read-manifest.js';
import { StepTimes } from './step-times.js';
import { pictureSeed, throwIfAborted, timedWork, translateEvents } from './translate-events.js';

/** Width × height of the largest size that any option schema allows. */
const MAX_PIXELS = 2048 * 2048;

/** ONNX models on this machine's processor. */
export class LocalBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'local';
  readonly #catalog: ModelCatalog;
  readonly #threads: number;
  readonly #loaded: LoadedPipeline;
  readonly #times = new StepTimes();
  readonly #disposal = new AbortController();

  constructor({ settings, models, paths, log }: BackendContext) {
    const { threads } = settings;
    this.#threads = typeof threads === 'number' && threads > 0 ? threads : availableParallelism();
    this.#loaded = new LoadedPipeline({ threads: this.#threads, device: 'cpu' });
    this.#catalog = new ModelCatalog(models, paths.models, log);
  }

  describe(): Promise<BackendDescription> {
    const { version, cyberimage } = readManifest();
    const processor = cpus()[0]?.model.trim() ?? 'CPU';
    return Promise.resolve({
      name: cyberimage.displayName,
      version,
      device: {
        kind: 'cpu',
        label: `${processor}, ${this.#threads === 1 ? '1 thread' : `${this.#threads} threads`}`,
        memoryBytes: totalmem(),
      },
      limits: { maxImages: MAX_IMAGES, maxPixels: MAX_PIXELS },
      settings: cyberimage.settings ?? { type: 'object', properties: {} },
    });
  }

  listModels(): Promise<readonly ModelDescription[]> {
    return this.#catalog.list();
  }

  async check(request: GenerationRequest): Promise<CheckResult> {
    const result = await planGeneration(this.#catalog, request);
    if (!result.accepted) return result;
    if ('pending' in result) {
      return { accepted: true, adjustments: result.pending.adjustments, estimate: {} };
    }
    const { plan } = result;
    const seconds = this.#times.estimate(timedWork(plan), plan.calls, plan.parameters.numImages);
    const peakBytes = await estimatePeakBytes(plan.model.facts, plan.parameters);
    const estimate = { peakBytes, ...(seconds !== undefined && { seconds }) };
    return { accepted: true, adjustments: plan.adjustments, estimate };
  }

  async *generate(request: GenerationRequest, options: GenerateOptions): AsyncGenerator<GenerationEvent> {
    const signal = AbortSignal.any([options.signal, this.#disposal.signal]);
    try {
      throwIfAborted(signal);
      const accepted = await this.#accept(request);
      yield { type: 'started' };
      const plan = 'plan' in accepted ? accepted.plan : yield* this.#fetch(accepted.pending, request, signal);
      yield* plan.warnings;
      yield* this.#run(plan, signal);
      yield { type: 'done' };
    } catch (error) {
      // What fails because the sessions were released under it was cancelled, too.
      throwIfAborted(signal);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    this.#disposal.abort();
    await this.#loaded.close();
  }

  async *#run(plan: GenerationPlan, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    const { facts } = plan.model;
    const hash = await facts.folder.fingerprint(facts.denoiser);
    const key = `${facts.folder.root} ${hash}`;
    const isLoaded = this.#loaded.has(key);
    if (!isLoaded) yield { type: 'progress', phase: 'load', step: 0, of: 1 };
    throwIfAborted(signal);
    const pipeline = await this.#loaded.get(key, plan.model);
    if (!isLoaded) yield { type: 'progress', phase: 'load', step: 1, of: 1 };
    throwIfAborted(signal);
    const events = pipeline.run(toPipelineRequest(plan, signal));
    const metadata = recordOf(plan, hash);
    yield* translateEvents(events, { plan, pipeline, times: this.#times, metadata, signal });
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
    const result = await planGeneration(this.#catalog, request);
    if (result.accepted) return result;
    const [reason] = result.reasons;
    const message = result.reasons.map((entry) => entry.message).join('; ');
    const code = reason?.code === 'model-unavailable' ? 'model-missing' : 'invalid-request';
    throw new BackendError(code, message, reason && { field: reason.field });
  }
}

function toPipelineRequest(
  { request, parameters, sampling }: GenerationPlan,
  signal: AbortSignal,
): PipelineRequest {
  const pictures = Array.from({ length: parameters.numImages }, (_, index) => index);
  const Generator = parameters.convention === 'webui' ? PhiloxGenerator : TorchGenerator;
  const noises = pictures.map((index) => new Generator(pictureSeed(request.seed, index)));
  return { ...parameters, sampling, noises, signal };
}

/** What goes on record with each picture, beside the request itself. */
function recordOf({ model, parameters, sampling }: GenerationPlan, hash: string): JsonObject {
  return {
    family: model.family.id,
    model_hash: hash,
    sampler: parameters.sampler,
    scheduler: sampling.schedule.value,
    scheduler_class: sampling.kind.schedulerClass,
  };
}
