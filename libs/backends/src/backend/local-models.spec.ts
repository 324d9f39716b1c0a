import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FetchProgress, ModelLine } from '@cyberimage/core';
import { testContext } from '@cyberimage/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { modelLine } from '../testing/create-backend.js';
import { startHubServer, type HubContent, type HubServer } from '../testing/hub-server.js';
import { readModelFiles } from '../testing/read-model-files.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { LocalBackend } from './local-backend.js';

const REPO = 'owner/sd15';
const HUB_LINE = modelLine('hub', REPO, { source: 'huggingface' });
const FIXTURE = fileURLToPath(new URL('models/sd15/', FIXTURES));

/** Holds back the largest file at first, so that there is time to pause. */
const holdBackUnet: HubContent['fault'] = (path, attempt) =>
  attempt === 1 && path === 'unet/model.onnx' ? { kind: 'status', status: 503 } : undefined;

describe('the models of this machine', () => {
  let folder = '';
  let models = '';
  let hub: HubServer | undefined;
  let backend: LocalBackend | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models-'));
    models = join(folder, 'models');
    await mkdir(models);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await backend?.dispose();
    await hub?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function start(lines: readonly ModelLine[], content: Partial<HubContent> = {}) {
    hub = await startHubServer({ repo: REPO, files: readModelFiles('sd15'), ...content });
    vi.stubEnv('HF_ENDPOINT', hub.endpoint);
    backend = new LocalBackend(
      testContext({
        instanceId: 'local',
        settings: { threads: 1, device: 'cpu' },
        models: lines,
        paths: { models, loras: models, data: folder },
      }),
    );
    return backend.management;
  }

  async function fetchAll(signal = new AbortController().signal): Promise<FetchProgress[]> {
    const told: FetchProgress[] = [];
    for await (const progress of backend!.management.fetch('hub', signal)) told.push(progress);
    return told;
  }

  const statusOf = async (id: string) =>
    (await backend!.management.status()).find((status) => status.id === id);

  it('are fetched without a picture', async () => {
    await start([HUB_LINE]);
    expect(await statusOf('hub')).toMatchObject({ loaded: false, diskBytes: 0, partialBytes: 0 });
    const told = await fetchAll();
    expect(told.at(-1)?.doneBytes).toBe(told.at(-1)?.totalBytes);
    const [description] = await backend!.listModels();
    expect(description).toMatchObject({ tags: ['stable-diffusion'] });
    expect(await statusOf('hub')).toMatchObject({ folder: join(models, REPO) });
    expect((await statusOf('hub'))?.diskBytes).toBeGreaterThan(told.at(-1)!.totalBytes - 1);
    expect(await fetchAll()).toEqual([]);
  });

  it('keep what has arrived when a fetch is stopped, and go on from there', async () => {
    await start([HUB_LINE], { fault: holdBackUnet });
    const stop = new AbortController();
    const paused = (async () => {
      for await (const { doneBytes } of backend!.management.fetch('hub', stop.signal)) {
        if (doneBytes > 100_000) stop.abort();
      }
    })();
    await expect(paused).rejects.toMatchObject({ code: 'cancelled' });
    expect((await statusOf('hub'))?.partialBytes).toBeGreaterThan(0);
    const before = hub!.contentRequests.length;
    await fetchAll();
    const again = hub!.contentRequests.slice(before);
    expect(again.length).toBeLessThan(Object.keys(readModelFiles('sd15')).length);
    expect(await statusOf('hub')).toMatchObject({ partialBytes: 0 });
  });

  it('say in words why a fetch cannot be', async () => {
    await start([HUB_LINE], { refuse: { status: 403, code: 'GatedRepo' } });
    await expect(fetchAll()).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('accept its licence'),
    });
    const unknown = backend!.management.fetch('absent', new AbortController().signal);
    await expect(unknown.next()).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('are unloaded on demand', async () => {
    await cp(FIXTURE, join(models, 'sd15'), { recursive: true });
    await start([modelLine('sd15', 'sd15')]);
    await collectEvents(backend!, await completeRequest(backend!, 'sd15', { steps: 20 }));
    const loaded = await statusOf('sd15');
    expect(loaded).toMatchObject({ loaded: true });
    expect(loaded?.memoryBytes).toBeGreaterThan(0);
    await backend!.management.unload('sd15');
    expect(await statusOf('sd15')).toMatchObject({ loaded: false });
  });

  it('lose their files on demand, unfinished ones too, but never those of others', async () => {
    const twin = modelLine('twin', REPO);
    const outside = modelLine('outside', FIXTURE);
    const management = await start([HUB_LINE, outside, twin]);
    await fetchAll();
    await expect(management.removeFiles('hub')).rejects.toThrow(/used by the model twin too/);
    await expect(management.removeFiles('outside')).rejects.toThrow(/remove it by hand/);
    expect(existsSync(join(models, REPO))).toBe(true);
    await backend!.dispose();
    await start([HUB_LINE]);
    await mkdir(join(models, `${REPO}.download-abc`));
    await backend!.management.removeFiles('hub');
    expect(readdirSync(join(models, 'owner'))).toEqual([]);
    await backend!.management.removeFiles('hub');
  });
});
