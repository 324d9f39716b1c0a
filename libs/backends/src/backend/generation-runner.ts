import { join } from 'node:path';
import {
  BackendError,
  type BackendContext,
  type BackendLog,
  type Estimate,
  type GenerationEvent,
  type RefusalReason,
  type WarningEvent,
} from '@cyberimage/core';
import type { UsableModel } from '../catalog/model-entry.js';
import type { LoraFolder } from '../loras/lora-folder.js';
import { mergeBytes } from '../loras/merge-memory.js';
import { MergedGraphs, type HashedLora } from '../loras/merged-graphs.js';
import { latentShape } from '../pipelines/latent-shape.js';
import type { PipelineEvent } from '../pipelines/pipeline.js';
import { preparePicture, type PreparedPicture } from '../pictures/prepare-picture.js';
import type { Device } from '../runtime/device.js';
import { resolveDevice } from '../runtime/find-device.js';
import type { Runtime } from '../runtime/runtime.js';
import { estimatePeakBytes, estimateWeightBytes, leastMemory } from './estimate-memory.js';
import { extraGraphs } from './extra-graphs.js';
import { estimateSeconds } from './estimate-seconds.js';
import { estimateUpscaler } from './estimate-upscaler.js';
import { lastSize, type GenerationPlan } from './generation-plan.js';
import { LoadedModels, type LoadedModel, type MemoryUse, type ModelToLoad } from './loaded-models.js';
import { memoryBudgetBytes, readMachineMemory } from './memory-budget.js';
import { memoryRefusal } from './memory-refusal.js';
import { memoryMeasures, type RunState } from './memory-measures.js';
import { runWithRecovery } from './memory-recovery.js';
import { finishedBy, loraRecords, numberedFrom, recordOf, toPipelineRequest } from './pipeline-request.js';
import { PreviewTrack } from './preview-track.js';
import type { LocalSettings } from './read-settings.js';
import { RunRecords } from './run-records.js';
import { measuredWork, throwIfAborted, translateEvents } from './translate-events.js';
import { decodedSize, tilePolicies } from './vae-tiling.js';

const GIBIBYTE = 2 ** 30;
const KIBIBYTE = 1024;

/** Runs plans: keeps models in memory, finds a way when it is short, remembers what runs took. */
export class GenerationRunner {
  readonly #budgetBytes: number;
  readonly #loaded: LoadedModels;
  readonly #records: RunRecords;
  readonly #loras: LoraFolder;
  readonly #mergedGraphs: MergedGraphs;
  #atWork: AbortSignal | undefined;
  readonly #log: BackendLog;
  #saving = Promise.resolve();
  #doesAutoWork = true;

  constructor(
    settings: LocalSettings,
    loras: LoraFolder,
    { paths, log }: Pick<BackendContext, 'paths' | 'log'>,
  ) {
    const { threads, idleMs, memoryBudgetGb, loraCacheGb } = settings;
    const cache = { folder: join(paths.data, 'merged-loras'), budgetBytes: loraCacheGb * GIBIBYTE, threads };
    this.#loras = loras;
    this.#mergedGraphs = new MergedGraphs(cache);
    this.#budgetBytes = memoryBudgetBytes(memoryBudgetGb, readMachineMemory());
    this.#loaded = new LoadedModels({ threads, budgetBytes: this.#budgetBytes, idleMs, log });
    this.#records = new RunRecords(join(paths.data, 'run-records.json'), log);
    this.#log = log;
  }

  /** Why a plan cannot be run for lack of memory, however it is done; undefined when it may fit. */
  async refuse(plan: GenerationPlan): Promise<RefusalReason | undefined> {
    // Nothing is known of a GPU's memory.
    if (this.#deviceOf(plan.model) !== 'cpu') return undefined;
    await this.#records.load();
    const size = lastSize(plan);
    const { fileBytes } = await estimateUpscaler(plan, 'cpu');
    const least = await leastMemory(plan.model.facts, size, fileBytes);
    const recorded = this.#records.peakBytes({ ...measuredWork(plan, 'cpu'), ...size }) ?? Infinity;
    const denoising = Math.min(least.denoising, recorded);
    return memoryRefusal(plan, { ...least, denoising }, this.#budgetBytes);
  }

  /** What a plan will cost: as recorded where it was done before. */
  async estimate(plan: GenerationPlan): Promise<Estimate> {
    await this.#records.load();
    const device = this.#deviceOf(plan.model);
    const seconds = estimateSeconds(this.#records, plan, measuredWork(plan, device));
    const extras = extraGraphs(plan);
    const last = { ...measuredWork(plan, device), ...lastSize(plan) };
    const recorded = this.#records.peakBytes(last);
    const isTold = recorded !== undefined && extras.length === 0 && plan.loras.length === 0;
    const estimated = await estimatePeakBytes(plan.model.facts, {
      weightBytes: await estimateWeightBytes(plan.model.facts, device, extras),
      size: last,
      decoded: decodedSize(plan, device),
      mergeBytes: mergeBytes(plan.loras),
      upscalerBytes: (await estimateUpscaler(plan, device)).peakBytes,
    });
    // Runs without encoder and LoRAs have the same record.
    const peakBytes = isTold ? recorded : Math.max(recorded ?? 0, estimated);
    return { peakBytes, ...(seconds !== undefined && { seconds }) };
  }

  /**
   * Makes a plan's pictures.
   *
   * @throws BackendError `cancelled`, `model-missing`, `out-of-memory`, `unavailable`
   */
  async *run(plan: GenerationPlan, options: RunOptions): AsyncGenerator<GenerationEvent> {
    const { signal } = options;
    using _use = this.#loaded.inUse();
    await this.#records.load();
    const { picture: parameters } = plan.parameters;
    const picture = parameters && (await preparePicture(plan.request, parameters, plan.parameters));
    yield* picture?.warnings ?? [];
    const hash = await plan.model.facts.folder.fingerprint(plan.model.facts.denoiser);
    const loras = await this.#hash(plan);
    this.#atWork = signal;
    const wanted = await this.#toLoad(plan, hash, loras);
    const state = { wanted, loaded: yield* this.#load(wanted, signal) };
    throwIfAborted(signal);

    const before = process.resourceUsage().maxRSS;
    const measures = memoryMeasures(state, this.#loaded);
    yield* runWithRecovery(
      (first) => this.#events(plan, { ...state, picture, hash, loras, first, ...options }),
      measures,
    );
    const { maxRSS } = process.resourceUsage();
    // The mark is the process's highest ever: only a run that set a new one has told its own peak.
    if (maxRSS > before) {
      const peakBytes = maxRSS * KIBIBYTE - this.#loaded.bytesBeside(wanted.key);
      const work = { ...measuredWork(plan, state.loaded.runtime.device), ...lastSize(plan) };
      this.#records.recordPeak(work, Math.max(peakBytes, 0));
    }
    // The picture does not wait for it.
    this.#saving = this.#records.save();
  }

  /** The models in memory. */
  get inMemory(): readonly MemoryUse[] {
    return this.#loaded.inMemory;
  }

  /** @throws BackendError as {@link LoadedModels.unload} does */
  async unload(root?: string): Promise<void> {
    await this.#loaded.unload(root);
  }

  /** Gives all memory back. */
  async close(): Promise<void> {
    await this.#loaded.close();
    await this.#saving;
  }

  async #hash({ loras }: GenerationPlan): Promise<readonly HashedLora[]> {
    return Promise.all(loras.map(async (lora) => ({ ...lora, ...(await this.#loras.hashes(lora.file)) })));
  }

  async #toLoad(plan: GenerationPlan, hash: string, loras: readonly HashedLora[]): Promise<ModelToLoad> {
    const { model } = plan;
    const device = this.#deviceOf(model);
    const weightBytes = await estimateWeightBytes(model.facts, device, extraGraphs(plan));
    const passingBytes = (await estimateUpscaler(plan, device)).weightBytes;
    const wanted = { model, device, weightBytes, passingBytes };
    const key = `${model.facts.folder.root} ${hash} ${model.device}`;
    if (loras.length === 0) return { ...wanted, key };
    // A model stays for later runs: what ends its merging is the run at work.
    const replace = async (graph: string) => this.#mergedGraphs.find(graph, loras, this.#atWork);
    return { ...wanted, key: `${key} ${JSON.stringify(loraRecords(loras))}`, replace };
  }

  #deviceOf({ device }: UsableModel): Device {
    return device === 'auto' && !this.#doesAutoWork ? 'cpu' : resolveDevice(device);
  }

  async *#load(wanted: ModelToLoad, signal: AbortSignal): AsyncGenerator<GenerationEvent, LoadedModel> {
    const isLoaded = this.#loaded.has(wanted.key);
    if (!isLoaded) yield { type: 'progress', phase: 'load', step: 0, of: 1 };
    throwIfAborted(signal);
    const warnings: WarningEvent[] = [];
    const loaded = await this.#loaded.get(wanted).catch(async (error: unknown) => {
      const isChosen = wanted.model.device !== 'auto' || wanted.device === 'cpu';
      if (isChosen || !BackendError.is(error) || error.code !== 'unavailable') throw error;
      throwIfAborted(signal);
      this.#doesAutoWork = false;
      warnings.push({
        type: 'warning',
        code: 'device-fallback',
        message: `${error.message}; the processor is used`,
      });
      this.#log('warn', error.message);
      return this.#loaded.get({ ...wanted, device: 'cpu' });
    });
    yield* warnings;
    if (!isLoaded) yield { type: 'progress', phase: 'load', step: 1, of: 1 };
    return loaded;
  }

  #events(plan: GenerationPlan, run: RunState & RunDetails): AsyncIterable<GenerationEvent> {
    const { loaded, wanted, picture, hash, loras, first, signal } = run;
    const { pipeline, runtime } = loaded;
    const work = measuredWork(plan, runtime.device);
    runtime.setTilePolicies(tilePolicies(plan, runtime.device));
    const isTiled = runtime.decodesInTiles(latentShape(plan.model.facts, lastSize(plan)));
    const metadata = recordOf(plan, { hash, loras, device: runtime.device, isTiled });
    const { key, weightBytes, passingBytes = 0 } = wanted;
    const isTight = weightBytes + passingBytes + this.#loaded.bytesBeside(key) > this.#budgetBytes;
    const request = toPipelineRequest(plan, { input: picture?.input, first, signal });
    const events = finishedBy(picture?.finish, numberedFrom(first, pipeline.run(request)));
    const spared = isTight ? restAfterEncoding(events, runtime) : events;
    const previews = run.previews ? new PreviewTrack(pipeline) : undefined;
    return translateEvents(spared, { plan, previews, records: this.#records, work, metadata, signal });
  }
}

/** How a plan is run. */
export interface RunOptions {
  readonly signal: AbortSignal;
  /** Whether anybody looks at previews. */
  readonly previews: boolean;
}

interface RunDetails extends RunOptions {
  readonly picture: PreparedPicture | undefined;
  readonly hash: string;
  readonly loras: readonly HashedLora[];
  /** Pictures before this one are done. */
  readonly first: number;
}

/** With a tight budget the text encoders make room for the denoiser's activations. */
async function* restAfterEncoding(
  events: AsyncIterable<PipelineEvent>,
  runtime: Runtime,
): AsyncGenerator<PipelineEvent> {
  for await (const event of events) {
    yield event;
    const isEncoded = event.type === 'phase' && event.phase === 'encode' && event.done === 1;
    if (isEncoded) await runtime.restTextEncoders();
  }
}
