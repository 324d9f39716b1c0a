import type { FileHandle } from 'node:fs/promises';
import type { GraphWeight } from '../runtime/graph-weights.js';
import type { Matrix, WeightSum } from '../runtime/weight-sum.js';
import { rankOf, type LoraLayer } from './lora-layers.js';
import { readTensor } from './safetensors-file.js';

/** A share of a LoRA's layer in one weight of a graph. */
export interface LoraShare {
  /** The LoRA's file, open. */
  readonly file: FileHandle;
  readonly layer: LoraLayer;
  /** The first of the product's outputs that belongs to this weight. */
  readonly firstOutput: number;
  /** What the LoRA was asked to be applied with. */
  readonly strength: number;
}

/** What is added to a weight: `W + up · down`. */
interface LowRankSum {
  readonly up: Matrix;
  readonly down: Matrix;
}

/**
 * Adds LoRAs to a weight: `W + Σ strength · (alpha / rank) · up · down`.
 *
 * @param bytes of the weight as the graph has it
 * @returns its new bytes, as many
 * @throws DamagedFileError for a LoRA with values of a type that cannot be read
 */
export async function mergeWeight(
  sum: WeightSum,
  { type, isTransposed, shape }: GraphWeight,
  bytes: Uint8Array,
  shares: readonly LoraShare[],
): Promise<Uint8Array> {
  const outputs = shape[0] ?? 0;
  const products = await Promise.all(shares.map((share) => readProduct(share, outputs)));
  const { up, down } = joinRanks(products, outputs);
  return sum.add({ bytes, type, isTransposed }, up, down);
}

async function readProduct(share: LoraShare, outputs: number): Promise<LowRankSum> {
  const { file, layer, firstOutput, strength } = share;
  const rank = rankOf(layer);
  const alpha = layer.alpha === undefined ? rank : ((await readTensor(file, layer.alpha))[0] ?? rank);
  const scale = (strength * alpha) / rank;
  const all = await readTensor(file, layer.up);
  const up = all.subarray(firstOutput * rank, (firstOutput + outputs) * rank).map((value) => value * scale);
  const down = await readDown(file, layer);
  return { up: { data: up, rows: outputs, columns: rank }, down };
}

/** The inner half, with the kernel in its columns. */
async function readDown(file: FileHandle, { down, mid }: LoraLayer): Promise<Matrix> {
  const rows = down.shape[0] ?? 0;
  const data = await readTensor(file, down);
  const inputs = data.length / rows;
  if (mid === undefined) return { data, rows, columns: inputs };
  // Tucker: down'[i, input, k] = Σ mid[i, j, k] · down[j, input].
  const middle = await readTensor(file, mid);
  const kernel = middle.length / rows ** 2;
  const columns = inputs * kernel;
  const joined = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      for (let k = 0; k < kernel; k++) {
        const factor = middle[(i * rows + j) * kernel + k] ?? 0;
        for (let input = 0; input < inputs; input++) {
          joined[i * columns + input * kernel + k]! += factor * (data[j * inputs + input] ?? 0);
        }
      }
    }
  }
  return { data: joined, rows, columns };
}

/** Products side by side are one product of the ranks together. */
function joinRanks(products: readonly LowRankSum[], outputs: number): LowRankSum {
  const [first] = products;
  if (first === undefined) throw new RangeError('there is no LoRA to merge');
  if (products.length === 1) return first;
  const rank = products.reduce((sum, { down }) => sum + down.rows, 0);
  const columns = first.down.columns;
  const up = new Float32Array(outputs * rank);
  const down = new Float32Array(rank * columns);
  let at = 0;
  for (const product of products) {
    const own = product.down.rows;
    for (let output = 0; output < outputs; output++) {
      up.set(product.up.data.subarray(output * own, (output + 1) * own), output * rank + at);
    }
    down.set(product.down.data, at * columns);
    at += own;
  }
  return { up: { data: up, rows: outputs, columns: rank }, down: { data: down, rows: rank, columns } };
}
