import {
  type BackendDescription,
  BackendError,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
  type ModelBackend,
  type ModelDescription,
  type ModelManagement,
  type OptionSchema,
  readImageFile,
  type RefusalReason,
  type ResolvedParameters,
  resolveParameters,
  WorkLimit,
} from '@cyberimage/core';
import { ComfyClient } from './comfy-client.js';
import { ComfySocket } from './comfy-socket.js';
import { makePicture } from './make-picture.js';
import { readCatalog, type ModelCatalog } from './model-catalog.js';
import { PACKAGE_FILE } from './package-file.js';
import { derivedId } from './run-id.js';
import { RunProgress } from './run-progress.js';
import { readPictures, sendPictures } from './send-pictures.js';
import type { ComfyUiSettings } from './settings.js';

const MAX_PIXELS = 4096 * 4096;
/** The host ends a backend that does not list its models within 15 s. */
const LIST_TIMEOUT_MS = 10_000;

/** Pictures from a ComfyUI server, each a run of a graph. */
export class ComfyUiBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'comfyui';
  /** The server lists its folders anew each time, and an own graph may have changed. */
  readonly management: ModelManagement = {
    refresh: async () => {
      await this.listModels();
    },
  };
  readonly #settings: ComfyUiSettings;
  readonly #dataFolder: string;
  readonly #client: ComfyClient;
  readonly #life = new AbortController();
  #catalog: ModelCatalog = { models: [] };

  constructor(settings: ComfyUiSettings, dataFolder: string) {
    this.#settings = settings;
    this.#dataFolder = dataFolder;
    this.#client = new ComfyClient(settings.url, settings.authorization);
  }

  describe(): Promise<BackendDescription> {
    return Promise.resolve({
      name: PACKAGE_FILE.cyberimage.displayName,
      version: PACKAGE_FILE.version,
      device: { kind: 'remote', label: this.#client.host },
      limits: { maxImages: this.#settings.maxImages, maxPixels: MAX_PIXELS },
      settings: PACKAGE_FILE.cyberimage.settings,
    });
  }

  async listModels(): Promise<readonly ModelDescription[]> {
    const limit = new WorkLimit(new AbortController().signal, this.#life.signal, LIST_TIMEOUT_MS);
    try {
      this.#catalog = await readCatalog(this.#settings, this.#dataFolder, this.#client, limit.signal);
      return this.#catalog.models;
    } catch (error) {
      throw limit.reason() ?? this.#client.toBackendError(error);
    }
  }

  async check(request: GenerationRequest): Promise<CheckResult> {
    const resolved = await this.#resolve(request);
    if (!resolved.valid) return { accepted: false, reasons: resolved.reasons };
    return { accepted: true, adjustments: resolved.adjustments, estimate: {} };
  }

  async *generate(
    request: GenerationRequest,
    { signal, previews = true }: GenerateOptions,
  ): AsyncGenerator<GenerationEvent> {
    if (signal.aborted) throw new BackendError('cancelled', 'the request was cancelled before it began');
    const resolved = await this.#resolve(request);
    const { usage } = this.#catalog;
    if (!resolved.valid || usage === undefined) {
      const reasons = resolved.valid ? [] : resolved.reasons;
      const field = reasons[0]?.field;
      const message = reasons.map((reason) => reason.message).join('; ');
      throw new BackendError('invalid-request', message, field === undefined ? {} : { field });
    }
    // The same for each attempt: the server tells it of a run that an earlier one has left.
    const clientId = derivedId(request.jobId);
    const { agent: dispatcher, headers } = this.#client;
    const { num_images: count, ...parameters } = resolved.parameters as { num_images: number };
    const template = usage.templateFor(parameters);
    const options = this.#optionsOf(request);
    const pictures = readPictures(options, request);
    // A picture's place gets the file that is sent, or keeps the graph's own.
    const values = Object.entries(parameters).filter(([name]) => options[name]?.type !== 'image');
    const progress = new RunProgress(template, count);
    const { url, connectMs, pollMs, timeoutMs } = this.#settings;
    const socket = new ComfySocket({ url, clientId, headers, dispatcher, connectMs });
    try {
      yield { type: 'started' };
      for (let index = 0; index < count; index++) {
        yield* progress.begin(index);
        const seed = BigInt.asUintN(64, request.seed + BigInt(index));
        const limit = new WorkLimit(signal, this.#life.signal, timeoutMs);
        const common = { client: this.#client, socket, clientId, template, progress, pollMs, previews };
        try {
          // Before each run: somebody may tidy the server's folder up meanwhile.
          const files = await sendPictures(pictures, this.#client, limit.signal);
          const graph = template.withValues({
            ...Object.fromEntries(values),
            ...files,
            model: request.model,
            seed,
          });
          const data = yield* makePicture(graph, [request.jobId, index], { ...common, signal: limit.signal });
          const metadata = { comfyui_model: request.model };
          yield { type: 'image', index, seed, content: readImageFile(data), metadata };
        } catch (error) {
          throw limit.reason() ?? this.#client.toBackendError(error);
        }
      }
      yield { type: 'done' };
    } finally {
      socket.close();
    }
  }

  /** Takes running work off the server first. */
  async dispose(): Promise<void> {
    this.#life.abort();
    await this.#client.close();
  }

  /** A model that is not known is looked for once more: the server may have got it meanwhile. */
  async #resolve({ model: id, parameters }: GenerationRequest): Promise<ResolvedParameters> {
    const isWanted = (model: ModelDescription): boolean => model.id === id;
    const model = this.#catalog.models.find(isWanted) ?? (await this.listModels()).find(isWanted);
    const known = this.#catalog.models.map((other) => other.id).join(', ') || 'no model at all';
    if (model === undefined) {
      return refused('unknown-model', `there is no model ${JSON.stringify(id)}; the server has ${known}`);
    }
    if (model.unavailable !== undefined) return refused('model-unavailable', model.unavailable);
    const resolved = resolveParameters(model.options, parameters);
    if (!resolved.valid) return resolved;
    const field = this.#catalog.usage?.requiredPictures.find((name) => !resolved.parameters[name]);
    if (field === undefined) return resolved;
    return refused('required', `${field} must not be empty: the graph starts from a picture`, field);
  }

  #optionsOf({ model }: GenerationRequest): OptionSchema {
    return this.#catalog.models.find(({ id }) => id === model)?.options ?? {};
  }
}

function refused(
  code: string,
  message: string,
  field = 'model',
): { valid: false; reasons: readonly RefusalReason[] } {
  return { valid: false, reasons: [{ field, code, message }] };
}
