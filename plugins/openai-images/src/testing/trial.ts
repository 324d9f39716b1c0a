import type { GenerateChoices, GenerationEvent, GenerationRequest, ParameterValue } from '@cyberimage/core';
import { afterEach } from 'vitest';
import { OpenAiImagesBackend } from '../openai-images-backend.js';
import type { ImagesSettings } from '../settings.js';
import { FakeImagesServer, type FakeImagesServerOptions } from './fake-images-server.js';

const SETTINGS: Omit<ImagesSettings, 'url'> = {
  apiKey: undefined,
  models: ['image-*'],
  sizes: ['512x512', '1024x1024'],
  qualities: [],
  styles: [],
  backgrounds: [],
  maxImages: 4,
  responseFormat: undefined,
  partialImages: 0,
  edits: 'no',
  takesSeed: false,
  timeoutMs: 10_000,
};

/** A backend with the server that it talks to. */
export interface Trial {
  readonly server: FakeImagesServer;
  readonly backend: OpenAiImagesBackend;
  /** Everything that the backend wrote to the log. */
  readonly logged: string[];
  /** All events of a whole run. */
  readonly run: (
    parameters?: Record<string, ParameterValue>,
    signal?: AbortSignal,
    inputs?: GenerationRequest['inputs'],
    choices?: GenerateChoices,
  ) => Promise<GenerationEvent[]>;
}

const running: Trial[] = [];

afterEach(async () => {
  for (const { server, backend } of running.splice(0)) {
    await backend.dispose();
    await server.kill();
  }
});

/** Starts a server and a backend; both end with the test. */
export async function startTrial(
  settings: Partial<ImagesSettings> = {},
  options: FakeImagesServerOptions = {},
): Promise<Trial> {
  const server = await FakeImagesServer.start(options);
  const logged: string[] = [];
  const backend = new OpenAiImagesBackend(testSettings(server, settings), (...line) =>
    logged.push(JSON.stringify(line)),
  );
  const run: Trial['run'] = async (
    parameters = {},
    signal = new AbortController().signal,
    inputs = {},
    choices = {},
  ) => {
    const events: GenerationEvent[] = [];
    const request = { ...testRequest(parameters), inputs };
    for await (const event of backend.generate(request, { signal, ...choices })) events.push(event);
    return events;
  };
  const trial = { server, backend, logged, run };
  running.push(trial);
  return trial;
}

/** Settings for `server`, with only what `changes` says out of the ordinary. */
export function testSettings(
  server: FakeImagesServer,
  changes: Partial<ImagesSettings> = {},
): ImagesSettings {
  return { ...SETTINGS, url: server.url, ...changes };
}

export function testRequest(parameters: Record<string, ParameterValue> = {}): GenerationRequest {
  const complete = { prompt: 'a green robot', size: '512x512', num_images: 1, ...parameters };
  return { jobId: 'job', model: 'image-one', seed: 7n, parameters: complete };
}
