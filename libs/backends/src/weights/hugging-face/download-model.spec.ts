import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { COMMIT, startHubServer, type ContentFault, type HubContent } from '../../testing/hub-server.js';
import { downloadModel, type ModelDownloadOptions } from './download-model.js';
import type { DownloadProgress } from '../model-source.js';
import type { ModelPlace } from './model-place.js';

const REPO = 'owner/name';
const STAGING = `${REPO}.download-${COMMIT.slice(0, 12)}`;
const UNET = 'unet/model.onnx';
const FILES: Readonly<Record<string, Buffer>> = {
  'model_index.json': Buffer.from('{"_class_name": "StableDiffusionPipeline"}'),
  'text_encoder/model.onnx': randomBytes(1000),
  [UNET]: randomBytes(200_000),
  'unet/model.onnx_data': randomBytes(300_000),
  'unet/diffusion_pytorch_model.bin': randomBytes(100),
  'vae_decoder/model.onnx': randomBytes(2000),
};
const EVERYTHING = Object.keys(FILES).filter((path) => !path.endsWith('.bin'));

const PLACE: ModelPlace = {
  repo: REPO,
  revision: 'main',
  variant: undefined,
  subfolder: undefined,
  folder: REPO,
};

async function collect(events: AsyncIterable<DownloadProgress>): Promise<readonly DownloadProgress[]> {
  const all: DownloadProgress[] = [];
  for await (const event of events) all.push(event);
  return all;
}

type FaultChoice = NonNullable<HubContent['fault']>;

/** The unet's first answers go wrong in this way. */
const faultOf =
  (fault: ContentFault, attempts = Infinity): FaultChoice =>
  (path, attempt) =>
    path === UNET && attempt <= attempts ? fault : undefined;

/** The unet's first answer is cut off, and all later ones go wrong in this way. */
const cutOffThen =
  (fault: ContentFault): FaultChoice =>
  (path, attempt) => {
    if (path !== UNET) return undefined;
    return attempt === 1 ? { kind: 'truncate', afterBytes: 50_000 } : fault;
  };

describe('downloadModel', () => {
  let modelsPath = '';

  beforeEach(async () => {
    modelsPath = await mkdtemp(join(tmpdir(), 'hub-'));
  });

  afterEach(() => rm(modelsPath, { recursive: true }));

  /** Downloads from a hub that is there for this one download; returns what it saw. */
  async function download(content: Partial<HubContent> = {}, changes: Partial<ModelDownloadOptions> = {}) {
    await using hub = await startHubServer({ repo: REPO, files: FILES, ...content });
    const settings = { endpoint: hub.endpoint, token: undefined, isOffline: false };
    const options = {
      settings,
      modelsPath,
      signal: new AbortController().signal,
      freeBytes: () => Promise.resolve(1e12),
      pausesMs: [0, 0],
      ...changes,
    };
    const progress = await collect(
      downloadModel(PLACE, {
        ...options,
        settings: { ...settings, ...changes.settings, endpoint: hub.endpoint },
      }),
    );
    return { hub, progress };
  }

  /** The same, for one that fails. */
  const failing = async (content: Partial<HubContent>, changes: Partial<ModelDownloadOptions> = {}) => {
    const requests: string[] = [];
    const fault: FaultChoice = (path, attempt) => {
      requests.push(path);
      return content.fault?.(path, attempt);
    };
    const error: unknown = await download({ ...content, fault }, changes).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(existsSync(join(modelsPath, REPO))).toBe(false);
    return { error, requests };
  };

  const expectWhole = async () => {
    for (const path of EVERYTHING) {
      const bytes = await readFile(join(modelsPath, REPO, path));
      expect(bytes.equals(FILES[path] ?? Buffer.alloc(0))).toBe(true);
    }
    expect(await readdir(join(modelsPath, 'owner'))).toEqual(['name']);
  };

  it('puts the needed files in place, and tells how far it is', async () => {
    const { hub, progress } = await download();
    await expectWhole();
    expect(existsSync(join(modelsPath, REPO, 'unet/diffusion_pytorch_model.bin'))).toBe(false);
    const total = EVERYTHING.reduce((sum, path) => sum + (FILES[path]?.length ?? 0), 0);
    expect(progress.at(-1)).toEqual({ doneBytes: total, totalBytes: total });
    const sums = progress.map(({ doneBytes }) => doneBytes);
    expect(sums).toEqual([...sums].sort((a, b) => a - b));
    expect(hub.contentRequests).toHaveLength(EVERYTHING.length);
    const origin = JSON.parse(await readFile(join(modelsPath, REPO, 'download.json'), 'utf8')) as unknown;
    expect(origin).toMatchObject({ repo: REPO, commit: COMMIT });
  });

  it('sends the token to the hub, not to the storage that it redirects to', async () => {
    const { hub } = await download({}, { settings: { endpoint: '', token: 'a-token', isOffline: false } });
    expect([...hub.tokens.api]).toEqual(['Bearer a-token']);
    expect([...hub.tokens.storage]).toEqual([undefined]);
  });

  it.each(['drop', 'truncate'] as const)('takes a connection up again after %s', async (kind) => {
    const { hub } = await download({ fault: faultOf({ kind, afterBytes: 70_000 }, 1) });
    await expectWhole();
    const [first, second, ...others] = hub.contentRequests.filter((entry) => entry.startsWith(`${UNET} `));
    expect(first).toBe(`${UNET} 0`);
    expect(Number(second?.split(' ')[1])).toBeGreaterThan(0);
    expect(others).toEqual([]);
  });

  it('goes on in a later attempt where the first one stopped', async () => {
    const { error } = await failing({ fault: cutOffThen({ kind: 'status', status: 503 }) });
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    const { hub, progress } = await download();
    await expectWhole();
    expect(hub.contentRequests).toContain(`${UNET} 50000`);
    expect(progress[0]?.doneBytes).toBeGreaterThanOrEqual(0);
  });

  it('refuses wrong bytes, and fetches them anew in the next attempt', async () => {
    const { error } = await failing({ fault: faultOf({ kind: 'wrong-bytes' }) });
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/damaged/) as string });
    expect(existsSync(join(modelsPath, STAGING, `${UNET}.partial`))).toBe(false);
    const { hub } = await download();
    await expectWhole();
    expect(hub.contentRequests).toContain(`${UNET} 0`);
  });

  it('does not take a whole file for the rest of one', async () => {
    const { error } = await failing({ fault: cutOffThen({ kind: 'whole' }) });
    expect(error).toMatchObject({ message: expect.stringMatching(/cannot be continued/) as string });
  });

  it.each([
    [401, undefined, undefined, /no such public repository \(401\).*HF_TOKEN/],
    [401, undefined, 'a-token', /the token in HF_TOKEN does not open it/],
    [401, 'GatedRepo', undefined, /accept its licence at http.*owner\/name and set HF_TOKEN/],
    [403, 'GatedRepo', 'a-token', /accept its licence at http[^ ]*owner\/name$/],
    [404, 'RepoNotFound', undefined, /not found .*check the name/],
    [404, 'RevisionNotFound', undefined, /no revision "main"/],
  ])('explains %i %s with token %s', async (status, code, token, message) => {
    const refuse = { status, ...(code !== undefined && { code }) };
    const { error } = await failing({ refuse }, { settings: { endpoint: '', token, isOffline: false } });
    const text = expect.stringMatching(message) as string;
    expect(error).toMatchObject({ code: 'model-missing', retryable: false, message: text });
    expect((error as Error).message).not.toContain('a-token');
  });

  it('takes trouble of the hub for passing', async () => {
    const { error } = await failing({ refuse: { status: 502 } });
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('says at once which host the process may not reach, and how to open it', async () => {
    const refusal = new BackendError('unavailable', 'The plugin may not connect to cdn:443', {
      retryable: false,
    });
    await using hub = await startHubServer({ repo: REPO, files: FILES });
    const reach = globalThis.fetch;
    onTestFinished(() => void vi.unstubAllGlobals());
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
      url.includes('/resolve/') ? Promise.reject(refusal) : reach(url, init),
    );
    const settings = { endpoint: hub.endpoint, token: undefined, isOffline: false };
    const options = { settings, modelsPath, signal: new AbortController().signal };
    await expect(collect(downloadModel(PLACE, options))).rejects.toMatchObject({
      code: 'unavailable',
      retryable: false,
      message: expect.stringMatching(
        /^The plugin may not connect to cdn:443\..*HF_STORAGE_ENDPOINT/,
      ) as string,
    });
  });

  it('says when the hub cannot be reached', async () => {
    const hub = await startHubServer({ repo: REPO, files: FILES });
    await hub[Symbol.asyncDispose]();
    const settings = { endpoint: hub.endpoint, token: undefined, isOffline: false };
    const options = { settings, modelsPath, signal: new AbortController().signal };
    await expect(collect(downloadModel(PLACE, options))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/127\.0\.0\.1:\d+ cannot be reached .*ECONNREFUSED/) as string,
    });
  });

  it('refuses before the first byte what does not fit on the disk', async () => {
    const { error, requests } = await failing({}, { freeBytes: () => Promise.resolve(1000) });
    expect(error).toMatchObject({ code: 'model-missing', message: expect.stringMatching(/free/) as string });
    expect(requests).toEqual([]);
  });

  it.runIf(existsSync('/dev/full'))('says when the disk is full', async () => {
    await mkdir(join(modelsPath, STAGING, 'unet'), { recursive: true });
    await symlink('/dev/full', join(modelsPath, STAGING, `${UNET}.partial`));
    const { error } = await failing({});
    expect(error).toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/disk is full/) as string,
    });
  });

  it('stops when asked to, and keeps what is there', async () => {
    const abort = new AbortController();
    const fault: FaultChoice = (path, attempt) => {
      if (path !== UNET) return undefined;
      if (attempt === 2) abort.abort(new Error('enough'));
      return { kind: 'truncate', afterBytes: 50_000 };
    };
    const { error } = await failing({ fault }, { signal: abort.signal });
    expect(error).toMatchObject({ message: 'enough' });
    expect(existsSync(join(modelsPath, STAGING, `${UNET}.partial`))).toBe(true);
  });

  it('leaves a model alone that another process is downloading', async () => {
    await mkdir(join(modelsPath, 'owner'));
    await writeFile(join(modelsPath, `${REPO}.lock`), JSON.stringify({ host: 'another-host', pid: 1 }));
    const { error, requests } = await failing({});
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(requests).toEqual([]);
  });

  it('removes what is left of an older commit', async () => {
    await mkdir(join(modelsPath, `${REPO}.download-ffffffffffff`), { recursive: true });
    await download();
    await expectWhole();
  });
});
