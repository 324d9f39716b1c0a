import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import type { GraphWeight } from '../runtime/graph-weights.js';
import { WeightSum } from '../runtime/weight-sum.js';
import type { LoraPart, PlannedLora } from './lora-plan.js';
import { mergeWeight, type LoraShare } from './merge-weights.js';

/** LoRAs to put into a graph's weights. */
export interface GraphPatch {
  /** Those of the LoRAs' parts that are for this graph. */
  readonly component: string;
  readonly loras: readonly PlannedLora[];
  /** Ends the work between two weights. */
  readonly signal: AbortSignal | undefined;
  /** Of the processor. */
  readonly threads: number;
}

/** What a LoRA is applied with to a component. */
export function strengthFor({ weight, textEncoderWeight }: PlannedLora, component: string): number {
  return component.startsWith('text_encoder') ? (textEncoderWeight ?? weight) : weight;
}

/**
 * Puts the sums of weights and LoRAs in the place of a graph's weights. They keep their lengths, so nothing else of its
 * files changes; one weight at a time is in memory.
 *
 * @param graph absolute path; it and the weights beside it are written to
 * @throws BackendError `unavailable` where a LoRA's file changed; `cancelled`
 */
export async function patchGraph(
  graph: string,
  { component, loras, signal, threads }: GraphPatch,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const shares = new Map<GraphWeight, LoraShare[]>();
  for (const lora of loras) {
    const file = stack.use(await open(lora.file.path));
    await requireUnchanged(lora, file);
    const parts = lora.parts.filter((part) => part.component === component);
    addShares(shares, parts, file, strengthFor(lora, component));
  }
  const sum = stack.adopt(new WeightSum(threads), async (opened) => opened.release());
  const targets = new Map<string, FileHandle>();
  for (const [weight, of] of shares) {
    if (signal?.aborted) throw new BackendError('cancelled', 'cancelled', { cause: signal.reason });
    const { file, offset, length } = weight.place;
    const path = file === undefined ? graph : join(dirname(graph), file);
    const target = targets.get(path) ?? stack.use(await open(path, 'r+'));
    targets.set(path, target);
    const { buffer: bytes } = await target.read(Buffer.alloc(length), 0, length, offset);
    await writeAt(offset, await mergeWeight(sum, weight, bytes, of), target);
  }
}

/** One write may stop short, as where the disk is filling up: the next one tells why. */
async function writeAt(position: number, data: Uint8Array, file: FileHandle): Promise<void> {
  for (let done = 0; done < data.length;) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done);
    done += bytesWritten;
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
