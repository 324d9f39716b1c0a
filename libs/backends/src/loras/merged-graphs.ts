import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import type { GraphWeight } from '../runtime/graph-weights.js';
import { WeightSum } from '../runtime/weight-sum.js';
import { freeBytesOf, requireSpace } from '../weights/require-space.js';
import { readComponentNames } from './component-weights.js';
import type { LoraPart, PlannedLora } from './lora-plan.js';
import { mergeWeight, type LoraShare } from './merge-weights.js';
import { DamagedFileError } from './safetensors-file.js';

/** A LoRA of a request, with the hash that names its content for good. */
export interface HashedLora extends PlannedLora {
  /** Hex. */
  readonly sha256: string;
}

/** How merged graphs are kept. */
export interface MergedGraphRules {
  /** Absolute; made when first needed. Nothing else lies in it. */
  readonly folder: string;
  /** Of all merged graphs on the disk; the newest one may take more. */
  readonly budgetBytes: number;
  /** Threads of the processor. */
  readonly threads: number;
}

/** Raised when the way of merging changes: what lies on the disk is then made anew. */
const VERSION = 1;

const PARTIAL = '.partial';
const OWNER_ONLY = 0o600;

/**
 * Graphs with LoRAs merged into their weights. onnxruntime for Node neither takes weights beside a graph nor
 * adapters, so a merged graph is a copy of its files on the disk (one that costs nothing where the file
 * system shares blocks) with the bytes of the changed weights put in place. It is kept for the next job, and
 * what was used longest ago goes when the budget is exceeded.
 */
export class MergedGraphs {
  readonly #rules: MergedGraphRules;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(rules: MergedGraphRules) {
    this.#rules = rules;
  }

  /**
   * The graph to load in the place of another.
   *
   * @param graph absolute path; its folder is named as the component
   * @param signal ends the merging between two weights
   * @returns the path of the merged graph; `graph` itself where no LoRA changes it
   * @throws BackendError `model-missing` where the disk is full or a file vanished; `unavailable` where one
   *   changed; `cancelled`
   */
  async find(graph: string, loras: readonly HashedLora[], signal?: AbortSignal): Promise<string> {
    const component = basename(dirname(graph));
    const changing = loras.filter(
      (lora) => strengthFor(lora, component) !== 0 && lora.parts.some((part) => part.component === component),
    );
    if (changing.length === 0) return graph;
    // One at a time: two would want the disk and the memory of both.
    const found = this.#queue.then(async () =>
      this.#findOrMake({ graph, component, loras: changing, signal }),
    );
    this.#queue = found.catch(() => undefined);
    return found;
  }

  async #findOrMake(merge: Merge): Promise<string> {
    const { graph, component, loras } = merge;
    const files = await filesOf(graph);
    const key = keyOf(
      graph,
      files,
      loras.map(({ sha256, ...lora }) => [sha256, strengthFor(lora, component)]),
    );
    const folder = join(this.#rules.folder, key);
    const merged = join(folder, basename(graph));
    const now = new Date();
    const isThere = await utimes(folder, now, now).then(
      () => true,
      () => false,
    );
    if (isThere) return merged;

    const partial = `${folder}${PARTIAL}`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    try {
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      await requireSpace('the model with its LoRAs', partial, bytes, freeBytesOf);
      await copyFiles(dirname(graph), partial, files);
      await this.#patch(join(partial, basename(graph)), merge);
      await rename(partial, folder);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw toBackendError(error, loras);
    }
    await this.#prune(key);
    return merged;
  }

  async #patch(graph: string, { component, loras, signal }: Merge): Promise<void> {
    await using stack = new AsyncDisposableStack();
    const shares = new Map<GraphWeight, LoraShare[]>();
    for (const lora of loras) {
      const file = stack.use(await open(lora.file.path));
      await requireUnchanged(lora, file);
      const parts = lora.parts.filter((part) => part.component === component);
      addShares(shares, parts, file, strengthFor(lora, component));
    }
    const sum = stack.adopt(new WeightSum(this.#rules.threads), async (opened) => opened.release());
    const targets = new Map<string, FileHandle>();
    for (const [weight, of] of shares) {
      if (signal?.aborted) throw new BackendError('cancelled', 'cancelled', { cause: signal.reason });
      const { file, offset, length } = weight.place;
      const path = file === undefined ? graph : join(dirname(graph), file);
      const target = targets.get(path) ?? stack.use(await open(path, 'r+'));
      targets.set(path, target);
      const { buffer: bytes } = await target.read(Buffer.alloc(length), 0, length, offset);
      await target.write(await mergeWeight(sum, weight, bytes, of), 0, length, offset);
    }
  }

  /** Removes what was used longest ago, and what an earlier process left half done. */
  async #prune(kept: string): Promise<void> {
    const { folder, budgetBytes } = this.#rules;
    const names = await readdir(folder);
    const entries = await Promise.all(
      names.map(async (name) => ({
        name,
        bytes: await folderBytes(join(folder, name)),
        used: await usedAt(join(folder, name)),
      })),
    );
    let bytes = 0;
    for (const entry of entries.toSorted((one, other) => other.used - one.used)) {
      bytes += entry.bytes;
      if (entry.name === kept || (bytes <= budgetBytes && !entry.name.endsWith(PARTIAL))) continue;
      // Where a loaded graph's files cannot be removed (Windows), they go another time.
      await rm(join(folder, entry.name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** A graph to make. */
interface Merge {
  readonly graph: string;
  readonly component: string;
  readonly loras: readonly HashedLora[];
  readonly signal: AbortSignal | undefined;
}

function strengthFor({ weight, textEncoderWeight }: PlannedLora, component: string): number {
  return component.startsWith('text_encoder') ? (textEncoderWeight ?? weight) : weight;
}

interface GraphFile {
  /** Relative to the graph's folder. */
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number;
}

async function filesOf(graph: string): Promise<readonly GraphFile[]> {
  const { files } = await readComponentNames(graph);
  return Promise.all(
    [basename(graph), ...files].map(async (name) => {
      const { size, mtimeMs } = await stat(join(dirname(graph), name));
      return { name, size, modifiedMs: mtimeMs };
    }),
  );
}

function keyOf(graph: string, files: readonly GraphFile[], loras: readonly unknown[]): string {
  const text = JSON.stringify([VERSION, graph, files, loras]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

async function copyFiles(from: string, to: string, files: readonly GraphFile[]): Promise<void> {
  for (const { name } of files) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE);
    // A copy has the permissions of a model that may be read only.
    await chmod(join(to, name), OWNER_ONLY);
  }
}

function addShares(
  shares: Map<GraphWeight, LoraShare[]>,
  parts: readonly LoraPart[],
  file: FileHandle,
  strength: number,
): void {
  for (const { layer, weights } of parts) {
    let firstOutput = 0;
    for (const weight of weights) {
      shares.set(weight, [...(shares.get(weight) ?? []), { file, layer, firstOutput, strength }]);
      firstOutput += weight.shape[0] ?? 0;
    }
  }
}

async function requireUnchanged({ name, file }: PlannedLora, handle: FileHandle): Promise<void> {
  const { size, mtimeMs } = await handle.stat();
  if (size === file.sizeBytes && mtimeMs === file.modifiedMs) return;
  const message = `the file of the LoRA ${name} changed while it was in use; try again`;
  throw new BackendError('unavailable', message);
}

function toBackendError(error: unknown, loras: readonly HashedLora[]): unknown {
  if (BackendError.is(error)) return error;
  const names = loras.map(({ name }) => name).join(', ');
  const reason = error instanceof Error ? error.message : String(error);
  const message =
    error instanceof DamagedFileError
      ? `a LoRA among ${names} cannot be used: ${reason}`
      : `the LoRAs ${names} could not be merged: ${reason}`;
  return new BackendError('model-missing', message, { cause: error });
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

async function usedAt(folder: string): Promise<number> {
  return (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
}
