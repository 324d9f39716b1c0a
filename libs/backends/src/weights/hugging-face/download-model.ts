import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ByteCounter } from './byte-counter.js';
import { chooseFiles, type ChosenFile } from './choose-files.js';
import { downloadFile } from './download-file.js';
import { findStagingFolders, lockFile, stagingFolder } from './download-folders.js';
import { acquireDownloadLock } from './download-lock.js';
import { HubClient } from './hub-client.js';
import type { HubSettings } from './hub-settings.js';
import type { ModelPlace } from './model-place.js';
import type { DownloadProgress } from '../model-source.js';
import { freeBytesOf, requireSpace, type FreeBytes } from '../require-space.js';

/** What a download works with; the last two are replaced in tests only. */
export interface ModelDownloadOptions {
  readonly settings: HubSettings;
  /** `MODELS_PATH`, absolute. */
  readonly modelsPath: string;
  readonly signal: AbortSignal;
  readonly freeBytes?: FreeBytes;
  readonly pausesMs?: readonly number[];
}

const PARALLEL_FILES = 4;
const PAUSES_MS = [1000, 3000, 9000, 27_000];

/** Lies in every downloaded folder: what it was made from. */
const ORIGIN_FILE = 'download.json';

/**
 * Fetches a model's files from the hub. They gather in a folder of their own, which gets the model's name
 * when the last file is verified: half a model is never taken for a whole one. What an earlier attempt
 * left is used.
 *
 * @throws BackendError `model-missing` with what to do, `unavailable`, `cancelled`
 */
export async function* downloadModel(
  place: ModelPlace,
  options: ModelDownloadOptions,
): AsyncGenerator<DownloadProgress> {
  const { settings, modelsPath, freeBytes = freeBytesOf } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const client = new HubClient(settings, place, signal);
  const { commit, files } = await client.list();
  const chosen = chooseFiles(files, place);

  const target = join(modelsPath, place.folder);
  const staging = stagingFolder(target, commit);
  await using _lock = await acquireDownloadLock(lockFile(target));
  // Another process may have been faster.
  if (existsSync(target)) return;
  await removeOtherCommits(target, staging);
  await mkdir(staging, { recursive: true });
  const present = await presentBytes(staging, chosen);
  const totalBytes = chosen.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  await requireSpace('the model', staging, Math.max(totalBytes - present, 0), freeBytes);

  const counter = new ByteCounter();
  const fetchOne = async ({ file, target: path }: ChosenFile): Promise<void> =>
    downloadFile({
      file,
      target: join(staging, path),
      openAt: (wanted, offset) => client.open(commit, wanted, offset),
      onBytes: counter.add,
      signal,
      pausesMs: options.pausesMs ?? PAUSES_MS,
    });
  const work = inParallel(chosen, fetchOne, failed);
  try {
    for await (const doneBytes of counter.during(work)) yield { doneBytes, totalBytes };
  } finally {
    // Whoever reads the progress may have lost interest; nothing may write once the lock is gone.
    failed.abort();
    await work.catch(() => undefined);
  }
  const origin = { repo: place.repo, commit, files: chosen.map(({ file }) => file) };
  await writeFile(join(staging, ORIGIN_FILE), `${JSON.stringify(origin, undefined, 2)}\n`);
  await rename(staging, target);
}

/** Runs `work` for each file, a few at a time; the first failure ends the others. */
async function inParallel(
  files: readonly ChosenFile[],
  work: (file: ChosenFile) => Promise<void>,
  failed: AbortController,
): Promise<void> {
  const queue = files.values();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (const file of queue) {
      if (failure !== undefined) return;
      await work(file).catch((error: unknown) => {
        failure ??= { error };
        failed.abort();
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_FILES }, worker));
  if (failure !== undefined) throw failure.error;
}

/** Parts of an older commit would never be used again. */
async function removeOtherCommits(target: string, staging: string): Promise<void> {
  const stale = (await findStagingFolders(target)).filter((folder) => folder !== staging);
  await Promise.all(stale.map((folder) => rm(folder, { recursive: true })));
}

async function presentBytes(staging: string, chosen: readonly ChosenFile[]): Promise<number> {
  const sizes = await Promise.all(
    chosen.flatMap(({ target }) =>
      [target, `${target}.partial`].map(async (path) => {
        const found = await stat(join(staging, path)).catch(() => undefined);
        return found?.size ?? 0;
      }),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
