import {
  BackendError,
  readInputImage,
  resolveParameters,
  type BackendDescription,
  type BackendLog,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
  type ModelBackend,
  type ModelDescription,
  type ModelManagement,
  type ResolvedParameters,
} from '@cyberimage/core';
import { chooseModels } from './choose-models.js';
import { ImagesClient, type ImagesRequest } from './images-client.js';
import { modelOptions } from './model-options.js';
import { PACKAGE_FILE } from './package-file.js';
import type { ImagesSettings } from './settings.js';

/** No server of the kind makes larger ones; each model's own sizes are among its options. */
const MAX_PIXELS = 4096 * 4096;
/** A partial picture beyond this is no preview. */
const LARGEST_PREVIEW_BYTES = 2 * 2 ** 20;

/** JSON knows no bigint. ES2024's types lack `JSON.rawJSON`, which Node has from version 22 on. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

/** Pictures from an OpenAI-compatible images endpoint. */
export class OpenAiImagesBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'openai-images';
  readonly management: ModelManagement = {
    refresh: async () => {
      await this.listModels();
    },
  };
  readonly #settings: ImagesSettings;
  readonly #client: ImagesClient;
  #models: readonly ModelDescription[] = [];

  constructor(settings: ImagesSettings, log: BackendLog) {
    this.#settings = settings;
    this.#client = new ImagesClient(settings.url, settings, log);
  }

  describe(): Promise<BackendDescription> {
    const { url, maxImages } = this.#settings;
    return Promise.resolve({
      name: PACKAGE_FILE.cyberimage.displayName,
      version: PACKAGE_FILE.version,
      device: { kind: 'remote', label: new URL(url).host },
      limits: { maxImages, maxPixels: MAX_PIXELS },
      settings: PACKAGE_FILE.cyberimage.settings,
    });
  }

  async listModels(): Promise<readonly ModelDescription[]> {
    const client = this.#client;
    const names = await chooseModels(this.#settings.models, async () => client.modelIds());
    const { edits } = this.#settings;
    const takesPictures = edits === 'auto' ? await client.offersEdits() : edits === 'yes';
    const options = modelOptions(this.#settings, takesPictures);
    this.#models = names.map((id) => ({
      id,
      label: id,
      description: '',
      source: 'openai-images',
      tags: ['remote'],
      options,
    }));
    return this.#models;
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
    const client = this.#client;
    if (signal.aborted) throw new BackendError('cancelled', 'the request was cancelled before it began');
    const resolved = await this.#resolve(request);
    if (!resolved.valid) {
      throw new BackendError('invalid-request', resolved.reasons.map(({ message }) => message).join('; '));
    }
    const image = readInputImage(request, 'image');
    yield { type: 'started' };

    const {
      num_images: count,
      image: _id,
      ...parameters
    } = resolved.parameters as { num_images: number; image?: string };
    const stepsPerImage = this.#settings.partialImages + 1;
    const progress = (step: number): GenerationEvent => {
      return { type: 'progress', phase: 'denoise', step, of: count * stepsPerImage };
    };
    yield progress(0);
    let index = 0;
    while (index < count) {
      const isStream = previews && client.streams(request.model);
      const n = this.#settings.takesSeed || isStream ? 1 : count - index;
      const seed = seedOf(request, index);
      const fixed = this.#fixedFields(image === undefined ? rawJSON(String(seed)) : String(seed));
      const picture = image === undefined ? {} : { image };
      const body = { model: request.model, ...parameters, ...fixed, ...picture, n } as ImagesRequest;
      let step = index * stepsPerImage;
      for await (const { partial, content, metadata } of client.generate(body, isStream, signal)) {
        if (!partial) {
          const known = { ...metadata, seed_sent: this.#settings.takesSeed };
          yield { type: 'image', index, seed: seedOf(request, index), content, metadata: known };
          index++;
        } else if (content.data.length <= LARGEST_PREVIEW_BYTES) {
          yield { type: 'preview', index, mediaType: content.mediaType, data: content.data };
        }
        step = partial ? Math.min(step + 1, (index + 1) * stepsPerImage - 1) : index * stepsPerImage;
        yield progress(step);
        if (!partial && (n === 1 || index === count)) break;
      }
    }
    yield { type: 'done' };
  }

  dispose(): Promise<void> {
    this.#client?.close();
    return Promise.resolve();
  }

  /** @param seed as JSON, or as the text of a form */
  #fixedFields(seed: unknown): Record<string, unknown> {
    const { responseFormat, takesSeed } = this.#settings;
    return {
      ...(responseFormat === undefined ? {} : { response_format: responseFormat }),
      ...(takesSeed ? { seed } : {}),
    };
  }

  /** A model that is not known is looked for once more: the server may have got it meanwhile. */
  async #resolve({ model: id, parameters }: GenerationRequest): Promise<ResolvedParameters> {
    const isWanted = (model: ModelDescription): boolean => model.id === id;
    const model = this.#models.find(isWanted) ?? (await this.listModels()).find(isWanted);
    if (model !== undefined) return resolveParameters(model.options, parameters);
    const known = this.#models.map((other) => other.id).join(', ') || 'no model at all';
    const message = `there is no model ${JSON.stringify(id)}; the server has ${known}`;
    return { valid: false, reasons: [{ field: 'model', code: 'unknown-model', message }] };
  }
}

function seedOf({ seed }: GenerationRequest, index: number): bigint {
  return BigInt.asUintN(64, seed + BigInt(index));
}
