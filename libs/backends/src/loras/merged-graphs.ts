import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { freeBytesOf, requireSpace } from '../weights/require-space.js';
import { FolderCache } from './folder-cache.js';
import { copyGraphFiles, filesOfGraph, type GraphFile } from './graph-files.js';
import type { LoraHashes } from './hash-lora.js';
import type { PlannedLora } from './lora-plan.js';
import { patchGraph, strengthFor } from './patch-graph.js';
import { DamagedFileError } from './safetensors-file.js';

/** A LoRA of a request, with the hashes that name its content for good. */
export interface HashedLora extends PlannedLora, LoraHashes {}

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

/**
 * Graphs with LoRAs merged into their weights. onnxruntime for Node neither takes weights beside a graph nor
 * adapters, so a merged graph is a copy of its files on the disk with the bytes of the changed weights put in
 * place. It is kept for the next job.
 */
export class MergedGraphs {
  readonly #cache: FolderCache;
  readonly #threads: number;
  #queue: Promise<unknown> = Promise.resolve();

  constructor({ folder, budgetBytes, threads }: MergedGraphRules) {
    this.#cache = new FolderCache(folder, budgetBytes);
    this.#threads = threads;
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
    const found = this.#queue.then(async () => this.#findOrMake(graph, component, changing, signal));
    this.#queue = found.catch(() => undefined);
    return found;
  }

  async #findOrMake(
    graph: string,
    component: string,
    loras: readonly HashedLora[],
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const files = await filesOfGraph(graph);
    const strengths = loras.map(({ sha256, ...lora }) => [sha256, strengthFor(lora, component)]);
    const make = async (made: string): Promise<void> => {
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      await requireSpace('the model with its LoRAs', made, bytes, freeBytesOf);
      await copyGraphFiles(graph, files, made);
      const patch = { component, loras, signal, threads: this.#threads };
      await patchGraph(join(made, basename(graph)), patch);
    };
    const folder = await this.#cache.find(keyOf(graph, files, strengths), make).catch((error: unknown) => {
      throw toBackendError(error, loras);
    });
    return join(folder, basename(graph));
  }
}

function keyOf(graph: string, files: readonly GraphFile[], loras: readonly unknown[]): string {
  const text = JSON.stringify([VERSION, graph, files, loras]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
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
