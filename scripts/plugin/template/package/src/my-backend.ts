import { setTimeout as delay } from 'node:timers/promises';
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
} from '@cyberimage/core';
import { LARGEST_SIDE, MODELS, MOST_IMAGES } from './models.js';
import { PACKAGE_FILE } from './package-file.js';
import { gradientOf, paintRows } from './paint-gradient.js';

/** The parameters of the model's option schema, complete and valid when they come here. */
interface Parameters {
  readonly prompt: string;
  readonly steps: number;
  readonly width: number;
  readonly height: number;
  readonly num_images: number;
}

export class MyBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'my-backend';
  readonly #stepMs: number;
  #disposed = false;

  /** @param stepMs pause after each step, in milliseconds */
  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  describe(): Promise<BackendDescription> {
    return Promise.resolve({
      name: PACKAGE_FILE.cyberimage.displayName,
      version: PACKAGE_FILE.version,
      device: { kind: 'cpu', label: 'this computer' },
      limits: { maxImages: MOST_IMAGES, maxPixels: LARGEST_SIDE ** 2 },
      settings: PACKAGE_FILE.cyberimage.settings ?? { type: 'object', properties: {} },
    });
  }

  listModels(): Promise<readonly ModelDescription[]> {
    return Promise.resolve(MODELS);
  }

  check({ model: id, parameters }: GenerationRequest): Promise<CheckResult> {
    const model = MODELS.find((candidate) => candidate.id === id);
    if (model === undefined) {
      const message = `there is no model "${id}"; there is ${MODELS.map((each) => each.id).join(', ')}`;
      return Promise.resolve({
        accepted: false,
        reasons: [{ field: 'model', code: 'unknown-model', message }],
      });
    }
    const resolved = resolveParameters(model.options, parameters);
    if (!resolved.valid) return Promise.resolve({ accepted: false, reasons: resolved.reasons });
    const { steps, num_images: count } = resolved.parameters as unknown as Parameters;
    const seconds = (steps * count * this.#stepMs) / 1000;
    return Promise.resolve({ accepted: true, adjustments: resolved.adjustments, estimate: { seconds } });
  }

  async *generate(request: GenerationRequest, { signal }: GenerateOptions): AsyncGenerator<GenerationEvent> {
    const checked = await this.check(request);
    if (!checked.accepted) {
      throw new BackendError('invalid-request', checked.reasons.map(({ message }) => message).join('; '));
    }
    this.#assertGoingOn(signal);
    yield { type: 'started' };

    const { prompt, steps, width, height, num_images: count } = request.parameters as unknown as Parameters;
    for (let index = 0; index < count; index++) {
      const seed = BigInt.asUintN(64, request.seed + BigInt(index));
      const gradient = gradientOf(prompt, seed);
      const canvas = { width, height, data: new Uint8Array(width * height * 3) };
      for (let step = 0; step < steps; step++) {
        const rowAt = (at: number): number => Math.round((at / steps) * height);
        paintRows(canvas, gradient, rowAt(step), rowAt(step + 1));
        await delay(this.#stepMs);
        this.#assertGoingOn(signal);
        yield { type: 'progress', phase: 'denoise', step: index * steps + step + 1, of: steps * count };
      }
      const content = { kind: 'raw', channels: 3, ...canvas } as const;
      yield { type: 'image', index, seed, content, metadata: { angle: gradient.angle } };
    }
    yield { type: 'done' };
  }

  dispose(): Promise<void> {
    this.#disposed = true;
    return Promise.resolve();
  }

  #assertGoingOn(signal: AbortSignal): void {
    if (signal.aborted) throw new BackendError('cancelled', 'the request was cancelled');
    if (this.#disposed)
      throw new BackendError('unavailable', 'the backend was disposed of', { retryable: false });
  }
}
