import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import type { Hash } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackendError } from '@cyberimage/core';
import { startFileHash } from './file-hash.js';
import type { HubFile } from './hub-file.js';

/** Opens a file of the hub at an offset. */
type OpenAt = (file: HubFile, offset: number) => Promise<AsyncIterable<Uint8Array>>;

/** How one file is fetched. */
export interface FileDownload {
  readonly file: HubFile;
  /** Absolute. What is there under this name was verified. */
  readonly target: string;
  readonly openAt: OpenAt;
  /** Hears of bytes that are in place, those of an earlier attempt included. */
  readonly onBytes: (count: number) => void;
  readonly signal: AbortSignal;
  /** Waits this long before each try after the first that brought no byte; as many tries as entries. */
  readonly pausesMs: readonly number[];
}

/**
 * Fetches a file into `<target>.partial`, going on where an earlier attempt stopped, and gives it its name
 * once size and checksum are right. A connection that breaks is taken up again as long as bytes arrive.
 *
 * @throws BackendError `unavailable` when the connection stays broken (the part is kept) or when the bytes
 *   are wrong (the part is removed); `cancelled`; `model-missing` when the disk is full
 */
export async function downloadFile(download: FileDownload): Promise<void> {
  const { file, target, onBytes, signal } = download;
  if ((await sizeOf(target)) === file.sizeBytes) return onBytes(file.sizeBytes);
  const partial = `${target}.partial`;
  await mkdir(dirname(target), { recursive: true });
  const isTooLong = ((await sizeOf(partial)) ?? 0) > file.sizeBytes;
  if (isTooLong) await rm(partial);
  const progress = { hash: startFileHash(file), sizeBytes: 0 };
  for await (const chunk of existing(partial)) count(progress, chunk, onBytes);
  try {
    await using handle = await open(partial, 'a');
    await fetchRest(download, progress, handle);
    await handle.sync();
  } catch (error) {
    signal.throwIfAborted();
    throw diskFull(error, target);
  }
  if (progress.hash.digest('hex') !== file.checksum.digest || progress.sizeBytes !== file.sizeBytes) {
    await rm(partial);
    const message = `${file.path} arrived damaged: its ${file.checksum.kind} checksum is wrong; try again`;
    throw new BackendError('unavailable', message);
  }
  await rename(partial, target);
}

/** What has been hashed so far. */
interface Progress {
  readonly hash: Hash;
  sizeBytes: number;
}

async function fetchRest(download: FileDownload, progress: Progress, handle: FileHandle): Promise<void> {
  const { file, openAt, onBytes, signal, pausesMs } = download;
  let failures = 0;
  while (progress.sizeBytes < file.sizeBytes) {
    const before = progress.sizeBytes;
    const failure = await attempt(async () => {
      for await (const chunk of await openAt(file, before)) {
        // `write` may stop short where the disk is filling up, which the checksum of what came would not show.
        await handle.appendFile(chunk);
        count(progress, chunk, onBytes);
      }
    });
    signal.throwIfAborted();
    if (progress.sizeBytes >= file.sizeBytes) return;
    if (failure !== undefined && !isPassing(failure)) throw failure;
    failures = progress.sizeBytes > before ? 0 : failures + 1;
    if (failures > pausesMs.length) throw broken(file, progress, failure);
    await sleep(pausesMs[failures - 1] ?? 0, undefined, { signal });
  }
}

async function attempt(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A full disk does not pass, nor does a refusal; a broken connection may. */
function isPassing(failure: unknown): boolean {
  if (BackendError.is(failure)) return failure.retryable;
  return !isDiskFull(failure);
}

function broken({ path, sizeBytes }: HubFile, progress: Progress, cause: unknown): unknown {
  if (BackendError.is(cause)) return cause;
  const message = `the connection broke at byte ${progress.sizeBytes} of ${sizeBytes} of ${path}; what is there is kept`;
  return new BackendError('unavailable', message, { cause });
}

function count(progress: Progress, chunk: Uint8Array, onBytes: (count: number) => void): void {
  progress.hash.update(chunk);
  progress.sizeBytes += chunk.length;
  onBytes(chunk.length);
}

async function* existing(partial: string): AsyncGenerator<Uint8Array> {
  if ((await sizeOf(partial)) === undefined) return;
  for await (const chunk of createReadStream(partial)) yield chunk as Uint8Array;
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function diskFull(error: unknown, target: string): unknown {
  if (!isDiskFull(error)) return error;
  const message = `the disk is full: ${target} could not be written; make room and try again`;
  return new BackendError('model-missing', message, { cause: error });
}
