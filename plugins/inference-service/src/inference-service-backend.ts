import {
  BackendError,
  resolveParameters,
  type BackendDescription,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
  type ModelBackend,
  type ModelDescription,
  type ResolvedParameters,
} from '@cyberimage/core';
import { generationBody, UNNAMED_MODEL } from './generation-body.js';
import { InferenceClient } from './inference-client.js';
import { LARGEST_SIDE, modelOptions } from './model-options.js';
import { PACKAGE_FILE } from './package-file.js';
import type { ServiceSettings } from './settings.js';

/** Pictures from an image inference proxy: one request, one picture. */
export class InferenceServiceBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'inference-service';
  readonly #settings: ServiceSettings;
  readonly #client: InferenceClient;
  readonly #models: readonly ModelDescription[];

  constructor(settings: ServiceSettings) {
    this.#settings = settings;
    const { url, apiKey, timeoutMs, models } = settings;
    this.#client = new InferenceClient({ url, apiKey, timeoutMs });
    const options = modelOptions(settings);
    this.#models = (models.length === 0 ? [UNNAMED_MODEL] : models).map((id) => {
      return { id, label: id, description: '', source: 'inference-service', tags: ['remote'], options };
    });
  }

  describe(): Promise<BackendDescription> {
    const { url, maxImages } = this.#settings;
    return Promise.resolve({
      name: PACKAGE_FILE.cyberimage.displayName,
      version: PACKAGE_FILE.version,
      device: { kind: 'remote', label: new URL(url).host },
      limits: { maxImages, maxPixels: LARGEST_SIDE ** 2 },
      settings: PACKAGE_FILE.cyberimage.settings,
    });
  }

  listModels(): Promise<readonly ModelDescription[]> {
    return Promise.resolve(this.#models);
  }

  check(request: GenerationRequest): Promise<CheckResult> {
    const resolved = this.#resolve(request);
    return Promise.resolve(
      resolved.valid
        ? { accepted: true, adjustments: resolved.adjustments, estimate: {} }
        : { accepted: false, reasons: resolved.reasons },
    );
  }

  async *generate(request: GenerationRequest, { signal }: GenerateOptions): AsyncGenerator<GenerationEvent> {
    const client = this.#client;
    if (signal.aborted) throw new BackendError('cancelled', 'the request was cancelled before it began');
    const resolved = this.#resolve(request);
    if (!resolved.valid) {
      throw new BackendError('invalid-request', resolved.reasons.map(({ message }) => message).join('; '));
    }
    yield { type: 'started' };

    const { num_images: of, ...parameters } = resolved.parameters as { num_images: number };
    yield { type: 'progress', phase: 'denoise', step: 0, of };
    for (let index = 0; index < of; index++) {
      const seed = BigInt.asUintN(64, request.seed + BigInt(index));
      const content = await client.generate(generationBody(request.model, parameters, seed), signal);
      yield { type: 'image', index, seed, content, metadata: { service_model: request.model } };
      yield { type: 'progress', phase: 'denoise', step: index + 1, of };
    }
    yield { type: 'done' };
  }

  async dispose(): Promise<void> {
    await this.#client?.close();
  }

  #resolve({ model: id, parameters }: GenerationRequest): ResolvedParameters {
    const model = this.#models.find((candidate) => candidate.id === id);
    if (model !== undefined) return resolveParameters(model.options, parameters);
    const known = this.#models.map((candidate) => candidate.id).join(', ') || 'none';
    const message = `there is no model ${JSON.stringify(id)}; the settings name ${known}`;
    return { valid: false, reasons: [{ field: 'model', code: 'unknown-model', message }] };
  }
}
