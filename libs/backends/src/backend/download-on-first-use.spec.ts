import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerationEvent, ModelLine } from '@cyberimage/core';
import { testContext } from '@cyberimage/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { startHubServer, type HubContent, type HubServer } from '../testing/hub-server.js';
import { readModelFiles } from '../testing/read-model-files.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { LocalBackend } from './local-backend.js';

const REPO = 'owner/sd15';

const imagesOf = (events: readonly GenerationEvent[]) => events.filter(({ type }) => type === 'image');

describe('a model of the hub', () => {
  let models = '';
  let hub: HubServer | undefined;
  let backend: LocalBackend | undefined;

  beforeEach(async () => {
    models = await mkdtemp(join(tmpdir(), 'models-'));
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await backend?.dispose();
    await hub?.[Symbol.asyncDispose]();
    await rm(models, { recursive: true });
  });

  async function start(
    content: Partial<HubContent> = {},
    line: Partial<ModelLine> = {},
  ): Promise<LocalBackend> {
    hub = await startHubServer({ repo: REPO, files: readModelFiles('sd15'), ...content });
    vi.stubEnv('HF_ENDPOINT', hub.endpoint);
    const steps = { min: 20, max: 50, default: 20 };
    backend = new LocalBackend(
      testContext({
        instanceId: 'local',
        settings: { threads: 1 },
        models: [modelLine('hub', REPO, { source: 'huggingface', steps, ...line })],
        paths: { models, loras: models, data: models },
      }),
    );
    return backend;
  }

  it('is on offer before it is here, and is fetched for its first picture', async () => {
    const local = await start();
    const [before] = await local.listModels();
    expect(before?.unavailable).toBeUndefined();
    expect(before?.tags).toEqual(['not-downloaded']);
    expect(Object.keys(before?.options ?? {})).toEqual(['prompt', 'steps', 'seed', 'num_images']);
    expect(hub?.tokens.api.size).toBe(0);

    const request = await completeRequest(local, 'hub', {});
    expect(await local.check(request)).toEqual({ accepted: true, adjustments: [], estimate: {} });
    const events = await collectEvents(local, request);
    const phases = events.flatMap((event) => (event.type === 'progress' ? event.phase : []));
    expect([...new Set(phases)]).toEqual(['download', 'load', 'encode', 'denoise', 'decode']);
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['started', 'progress']);

    const [after] = await local.listModels();
    expect(after?.tags).toEqual(['stable-diffusion']);
    expect(Object.keys(after?.options ?? {})).toContain('guidance_scale');

    const reference = createBackend([
      modelLine('sd15', 'sd15', { steps: { min: 20, max: 50, default: 20 } }),
    ]);
    const expected = await collectEvents(reference, await completeRequest(reference, 'sd15', {}));
    await reference.dispose();
    expect(imagesOf(events)).toEqual(imagesOf(expected));
  });

  it('can be cancelled while it is fetched', async () => {
    const abort = new AbortController();
    const fault: HubContent['fault'] = (path) => {
      if (path === 'unet/model.onnx') abort.abort();
      return undefined;
    };
    const local = await start({ fault });
    const request = await completeRequest(local, 'hub', {});
    await expect(collectEvents(local, request, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect((await local.listModels())[0]?.tags).toEqual(['not-downloaded']);
  });

  it('refuses a request that no model could take, and passes on why there are no files', async () => {
    const local = await start({ refuse: { status: 403, code: 'GatedRepo' } });
    const request = await completeRequest(local, 'hub', {});
    const wrong = { ...request, parameters: { ...request.parameters, steps: 1000 } };
    expect(await local.check(wrong)).toMatchObject({ accepted: false, reasons: [{ field: 'steps' }] });
    await expect(collectEvents(local, wrong)).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(collectEvents(local, request)).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/accept its licence/) as string,
    });
  });

  it('asks for a token where the line says that one is needed', async () => {
    const local = await start({}, { requiresAuth: true });
    vi.stubEnv('HF_TOKEN', '');
    expect((await local.listModels())[0]?.unavailable).toMatch(
      /licence at http.*\/owner\/sd15 and set HF_TOKEN/,
    );
    vi.stubEnv('HUGGING_FACE_HUB_TOKEN', 'a-token');
    expect((await local.listModels())[0]?.unavailable).toBeUndefined();
  });

  it('leaves the network alone when told to', async () => {
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    const [model] = await (await start()).listModels();
    expect(model?.unavailable).toMatch(/owner\/sd15 is not at .*HF_HUB_OFFLINE/);
  });
});
