import type { GenerationEvent, GenerationRequest, ParameterValue } from '@cyberimage/core';
import { afterEach } from 'vitest';
import { InferenceServiceBackend } from '../inference-service-backend.js';
import type { ServiceSettings } from '../settings.js';
import { FakeInferenceService } from './fake-inference-service.js';

/** A backend with the service that it talks to. */
export interface Trial {
  readonly service: FakeInferenceService;
  readonly backend: InferenceServiceBackend;
  /** All events of a whole run. */
  readonly run: (changes?: Partial<GenerationRequest>, signal?: AbortSignal) => Promise<GenerationEvent[]>;
}

const PARAMETERS: Readonly<Record<string, ParameterValue>> = {
  prompt: 'a green robot',
  negative_prompt: 'blur',
  steps: 20,
  guidance_scale: 6.5,
  width: 512,
  height: 768,
  num_images: 1,
};

const running: Trial[] = [];

afterEach(async () => {
  for (const { service, backend } of running.splice(0)) {
    await backend.dispose();
    await service.kill();
  }
});

/** Starts a service and a backend; both end with the test. */
export async function startTrial(settings: Partial<ServiceSettings> = {}, apiKey?: string): Promise<Trial> {
  const service = await FakeInferenceService.start(apiKey);
  const complete = { ...serviceSettings(service.url), ...settings };
  const backend = new InferenceServiceBackend(complete);
  const run: Trial['run'] = async (changes, signal = new AbortController().signal) => {
    const events: GenerationEvent[] = [];
    for await (const event of backend.generate(testRequest(changes), { signal })) events.push(event);
    return events;
  };
  const trial = { service, backend, run };
  running.push(trial);
  return trial;
}

export function serviceSettings(url: string): ServiceSettings {
  return {
    url,
    apiKey: undefined,
    models: [],
    samplers: [],
    defaultSteps: 30,
    defaultSize: 512,
    maxImages: 4,
    timeoutMs: 10_000,
  };
}

/** @param changes `parameters` are added to the usual ones */
export function testRequest({ parameters, ...changes }: Partial<GenerationRequest> = {}): GenerationRequest {
  return {
    jobId: 'job',
    model: 'default',
    seed: 7n,
    ...changes,
    parameters: { ...PARAMETERS, ...parameters },
  };
}
