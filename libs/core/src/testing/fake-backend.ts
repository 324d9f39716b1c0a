import { setTimeout as sleep } from 'node:timers/promises';
import type { BackendDescription } from '../contract/backend-description.js';
import { BackendError } from '../contract/backend-error.js';
import type { CheckResult } from '../contract/check-result.js';
import type { GenerationEvent } from '../contract/generation-event.js';
import type { GenerationRequest } from '../contract/generation-request.js';
import type { GenerateOptions, ModelBackend } from '../contract/model-backend.js';
import type { ModelDescription } from '../contract/model-description.js';
import { resolveParameters } from '../options/resolve-parameters.js';
import { paintSeed } from './paint-seed.js';

/** How a {@link FakeBackend} behaves. */
export interface FakeBackendOptions {
  /** Time that a step takes, in milliseconds. Default 1. */
  readonly stepMs?: number;
  /** Fails every request with this error after the first step. */
  readonly failWith?: BackendError;
}

const MODEL: ModelDescription = {
  id: 'fake',
  label: 'Fake',
  description: 'Colour fields from the seed; for tests.',
  source: 'local',
  tags: ['fake'],
  options: {
    prompt: { type: 'text', label: 'Prompt', maxLength: 1000, default: '', required: true },
    steps: { type: 'integer', label: 'Steps', min: 1, max: 20, step: 1, default: 4 },
    width: { type: 'integer', label: 'Width', min: 64, max: 512, step: 64, default: 64, unit: 'px' },
    height: { type: 'integer', label: 'Height', min: 64, max: 512, step: 64, default: 64, unit: 'px' },
    seed: { type: 'seed', label: 'Seed', default: -1 },
    num_images: { type: 'integer', label: 'Count', min: 1, max: 4, step: 1, default: 1 },
    image: { type: 'image', label: 'Picture', role: 'picture', default: '' },
  },
};

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47];

/** A whole backend without a model: the picture depends on seed, size and the bytes of a picture alone. */
export class FakeBackend implements ModelBackend {
  readonly contract = 1;
  readonly id = 'fake';
  readonly #stepMs: number;
  readonly #failWith: BackendError | undefined;
  #disposed = false;

  constructor({ stepMs = 1, failWith }: FakeBackendOptions = {}) {
    this.#stepMs = stepMs;
    this.#failWith = failWith;
  }

  describe(): Promise<BackendDescription> {
    return Promise.resolve({
      name: 'Fake backend',
      version: '1.0.0',
      device: { kind: 'cpu', label: 'none' },
      limits: { maxImages: 4, maxPixels: 512 * 512 },
      settings: { type: 'object', properties: {} },
    });
  }

  listModels(): Promise<readonly ModelDescription[]> {
    return Promise.resolve([MODEL]);
  }

  check(request: GenerationRequest): Promise<CheckResult> {
    if (request.model !== MODEL.id) {
      const message = `there is no model ${JSON.stringify(request.model)}; there is fake`;
      return Promise.resolve({
        accepted: false,
        reasons: [{ field: 'model', code: 'unknown-model', message }],
      });
    }
    const resolved = resolveParameters(MODEL.options, request.parameters);
    if (!resolved.valid) return Promise.resolve({ accepted: false, reasons: resolved.reasons });
    const seconds = (Number(resolved.parameters['steps']) * this.#stepMs) / 1000;
    return Promise.resolve({ accepted: true, adjustments: resolved.adjustments, estimate: { seconds } });
  }

  async *generate(request: GenerationRequest, { signal }: GenerateOptions): AsyncGenerator<GenerationEvent> {
    if (this.#disposed)
      throw new BackendError('unavailable', 'the backend was disposed', { retryable: false });
    const checked = await this.check(request);
    if (!checked.accepted)
      throw new BackendError('invalid-request', checked.reasons[0]?.message ?? 'refused');
    const tint = readTint(request);
    const { width, height, steps, num_images: count } = request.parameters as Record<string, number>;
    yield { type: 'started' };
    for (let step = 0; step <= steps!; step++) {
      if (signal.aborted) throw new BackendError('cancelled', `cancelled at step ${step} of ${steps}`);
      if (step === 1 && this.#failWith !== undefined) throw this.#failWith;
      yield { type: 'progress', phase: 'denoise', step, of: steps! };
      await sleep(this.#stepMs);
    }
    for (let index = 0; index < count!; index++) {
      const seed = BigInt.asUintN(64, request.seed + BigInt(index));
      const data = paintSeed(seed ^ tint, width!, height!);
      const content = { kind: 'raw', width: width!, height: height!, channels: 3, data } as const;
      yield { type: 'image', index, seed, content, metadata: { painter: 'fake' } };
    }
    yield { type: 'done' };
  }

  dispose(): Promise<void> {
    this.#disposed = true;
    return Promise.resolve();
  }
}

/** A number from the bytes of the picture that the work starts from; 0 without one. */
function readTint({ parameters, inputs }: GenerationRequest): bigint {
  if (parameters['image'] === '') return 0n;
  const { data } = inputs?.['image'] ?? { data: new Uint8Array() };
  if (PNG_SIGNATURE.some((byte, i) => data[i] !== byte)) {
    throw new BackendError('invalid-request', 'image is no PNG picture', { field: 'image' });
  }
  let tint = 0n;
  for (const byte of data) tint = BigInt.asUintN(64, tint * 31n + BigInt(byte));
  return tint;
}
