import { randomUUID } from 'node:crypto';
import type { GenerateChoices, GenerationEvent, GenerationRequest } from '@cyberimage/core';
import { afterEach } from 'vitest';
import { ComfyUiBackend } from '../comfyui-backend.js';
import type { ComfyUiSettings } from '../settings.js';
import { FakeComfyUi, type FakeComfyUiOptions } from './fake-comfyui.js';

/** A backend with the server that it talks to. */
export interface Trial {
  readonly server: FakeComfyUi;
  readonly backend: ComfyUiBackend;
  /** All events of a whole run. */
  readonly run: (
    changes?: Partial<GenerationRequest>,
    signal?: AbortSignal,
    choices?: GenerateChoices,
  ) => Promise<GenerationEvent[]>;
}

const PARAMETERS = {
  prompt: 'a green robot',
  negative_prompt: '',
  steps: 3,
  guidance_scale: 7,
  width: 512,
  height: 512,
  sampler: 'euler',
  scheduler: 'normal',
  num_images: 1,
};

const running: Trial[] = [];

afterEach(async () => {
  for (const { server, backend } of running.splice(0)) {
    await backend.dispose();
    await server.kill();
  }
});

/** Starts a server and a backend; both end with the test. */
export async function startTrial(
  options: FakeComfyUiOptions = {},
  settings: Partial<ComfyUiSettings> = {},
  dataFolder = '/nowhere',
): Promise<Trial> {
  const server = await FakeComfyUi.start(options);
  const backend = new ComfyUiBackend({ ...comfyUiSettings(server.url, options), ...settings }, dataFolder);
  const run: Trial['run'] = async (changes, signal = new AbortController().signal, choices = {}) => {
    const events: GenerationEvent[] = [];
    for await (const event of backend.generate(testRequest(changes), { signal, ...choices }))
      events.push(event);
    return events;
  };
  const trial = { server, backend, run };
  running.push(trial);
  return trial;
}

/** With a WebSocket the backend asks the server only when told that the run has ended. */
export function comfyUiSettings(url: string, { sockets = true }: FakeComfyUiOptions): ComfyUiSettings {
  return {
    url,
    authorization: undefined,
    graph: '',
    graphFile: '',
    maxImages: 4,
    timeoutMs: 30_000,
    pollMs: sockets === true ? 60_000 : 5,
    connectMs: sockets === 'silent' ? 5 : 60_000,
  };
}

/**
 * A job of its own, unless told otherwise.
 *
 * @param changes `parameters` are added to the usual ones
 */
export function testRequest({ parameters, ...changes }: Partial<GenerationRequest> = {}): GenerationRequest {
  const complete = { ...PARAMETERS, ...parameters };
  return { jobId: randomUUID(), model: 'dream.safetensors', seed: 7n, ...changes, parameters: complete };
}
