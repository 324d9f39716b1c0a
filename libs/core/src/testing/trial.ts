import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { EncodedImage, GenerationEvent, ImageEvent } from '../contract/generation-event.js';
import type { GenerationRequest, ParameterValue } from '../contract/generation-request.js';
import type { GenerateChoices, ModelBackend } from '../contract/model-backend.js';
import type { ModelDescription } from '../contract/model-description.js';
import { resolveParameters } from '../options/resolve-parameters.js';
import type { ConformanceSubject } from './conformance-check.js';

/** A backend with a request that it should be able to do. */
export interface Trial {
  readonly backend: ModelBackend;
  readonly model: ModelDescription;
  /** The subject's request; members may be replaced. */
  readonly request: (changes?: {
    seed?: bigint;
    parameters?: Record<string, ParameterValue>;
    inputs?: Record<string, EncodedImage>;
  }) => GenerationRequest;
}

/** Runs `body` on a new instance and disposes of it afterwards. */
export async function withTrial(
  subject: ConformanceSubject,
  body: (trial: Trial) => Promise<void>,
): Promise<void> {
  const backend = await subject.create();
  try {
    const models = await backend.listModels();
    const model = models.find(({ id, unavailable }) =>
      subject.model === undefined ? unavailable === undefined : id === subject.model,
    );
    assert.ok(
      model !== undefined,
      `no usable model; listModels() gave ${models.map(({ id }) => id).join(', ')}`,
    );
    await body({ backend, model, request: requestMaker(subject, model) });
  } finally {
    await backend.dispose();
  }
}

function requestMaker(subject: ConformanceSubject, model: ModelDescription): Trial['request'] {
  const prompt = 'prompt' in model.options ? { prompt: 'a green robot' } : {};
  return ({ seed = 7n, parameters = {}, inputs } = {}) => {
    const given = inputs === undefined ? {} : parameters;
    const resolved = resolveParameters(model.options, { ...prompt, ...subject.parameters, ...given });
    assert.ok(
      resolved.valid,
      `the subject's parameters do not fit the option schema: ${JSON.stringify(resolved)}`,
    );
    // Each is a job of its own: a backend may know again what it did for one.
    const jobId = randomUUID();
    const request = { jobId, model: model.id, seed, parameters: { ...resolved.parameters, ...parameters } };
    return inputs === undefined ? request : { ...request, inputs };
  };
}

/** All events of a whole run. */
export async function collect(
  backend: ModelBackend,
  request: GenerationRequest,
  signal: AbortSignal = new AbortController().signal,
  choices: GenerateChoices = {},
): Promise<GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  for await (const event of backend.generate(request, { signal, ...choices })) events.push(event);
  return events;
}

/** The pictures of a whole run. */
export async function collectImages(
  backend: ModelBackend,
  request: GenerationRequest,
): Promise<ImageEvent[]> {
  return (await collect(backend, request)).filter((event) => event.type === 'image');
}

/**
 * Asserts that two runs gave the same pictures. Not `deepEqual` on the pixels: on a difference it spends
 * half a minute on describing thousands of bytes.
 */
export function assertSameImages(actual: readonly ImageEvent[], expected: readonly ImageEvent[]): void {
  assert.equal(actual.length, expected.length, 'number of pictures');
  for (const [index, image] of actual.entries()) {
    assert.ok(isSameImage(image, expected[index]), `picture ${index} differs`);
  }
}

/** Whether two pictures have the same pixels or file bytes. */
export function isSameImage(one: ImageEvent | undefined, other: ImageEvent | undefined): boolean {
  return (
    one !== undefined && other !== undefined && Buffer.compare(one.content.data, other.content.data) === 0
  );
}
