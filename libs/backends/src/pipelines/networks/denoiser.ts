import { BackendError } from '@cyberimage/core';
import type { Network } from '../../runtime/onnx-session.js';
import type { Feed, Port, Tensor } from '../../runtime/tensor.js';

/**
 * What a denoiser is told beside the latents and the timestep: one row, the first dimension of each tensor
 * is 1. The position ids of FLUX have no such dimension: `[places, 3]`.
 */
export interface Condition {
  /** Text, `[1, tokens, width]`. */
  readonly context: Tensor;
  /** Which tokens count, `[1, tokens]` of 0 and 1. */
  readonly contextMask?: Tensor;
  /** The text as one vector, `[1, width]`. */
  readonly pooled?: Tensor;
  /** Sizes and crop of SDXL, `[1, 6]`. */
  readonly timeIds?: Tensor;
  /** Embedding of the guidance scale, `[1, length]`. */
  readonly timestepCond?: Tensor;
  /** The guidance scale of distilled models, `[1]`. */
  readonly guidance?: Tensor;
  readonly imageIds?: Tensor;
  readonly textIds?: Tensor;
}

/** One question to the denoiser. */
export interface DenoiserInput {
  /** Latents as the graph takes them, `[1, …]`. */
  readonly sample: Tensor;
  readonly timestep: number;
  /** One answer per condition. */
  readonly conditions: readonly Condition[];
}

/** Names that exports give to the latents. */
export const SAMPLE_NAMES: readonly string[] = ['sample', 'hidden_states', 'latent_model_input'];

const TIMESTEP = 'timestep';

const CONDITION_NAMES: Readonly<Record<keyof Condition, readonly string[]>> = {
  context: ['encoder_hidden_states'],
  contextMask: ['encoder_attention_mask'],
  pooled: ['text_embeds', 'pooled_projections'],
  timeIds: ['time_ids'],
  timestepCond: ['timestep_cond'],
  guidance: ['guidance'],
  imageIds: ['img_ids'],
  textIds: ['txt_ids'],
};

/** Whether any family can tell a network what this input asks for. */
export function isKnownInput(name: string): boolean {
  return [...SAMPLE_NAMES, TIMESTEP, ...Object.values(CONDITION_NAMES).flat()].includes(name);
}

/** The network that tells noise from picture: a unet or a transformer. */
export class Denoiser {
  readonly #network: Network;
  readonly #sample: Port;
  readonly #timestep: Port;
  readonly #conditions: ReadonlyMap<keyof Condition, Port>;
  readonly #prediction: Port;
  readonly #batch: number;

  /**
   * @param conditions what the pipeline can tell; a graph may do without some, the context excepted
   * @throws BackendError `model-missing` for a graph with other inputs
   */
  constructor(network: Network, conditions: readonly (keyof Condition)[]) {
    this.#network = network;
    this.#sample = network.input(SAMPLE_NAMES);
    this.#timestep = network.input([TIMESTEP]);
    this.#prediction = network.output(['out_sample', 'out_hidden_states', 'sample', 'latent']);
    this.#conditions = bindConditions(network, conditions);
    const bound = [this.#sample, this.#timestep, ...this.#conditions.values()];
    const unknown = network.inputs.find((port) => !bound.includes(port));
    if (unknown !== undefined) {
      const message = `${network.file} has an input ${unknown.name}, which this pipeline does not know`;
      throw new BackendError('model-missing', message);
    }
    // One condition at a time, unless the export fixed another batch: on a CPU a batch takes as long as its
    // parts and twice the memory.
    const batch = this.#sample.shape[0];
    this.#batch = typeof batch === 'number' ? batch : 1;
  }

  /** The input for a part of the condition; undefined where the graph has none. */
  port(part: keyof Condition): Port | undefined {
    return this.#conditions.get(part);
  }

  /** @returns one prediction per condition, each of the length of the latents */
  async predict(input: DenoiserInput): Promise<readonly Float32Array[]> {
    const predictions: Float32Array[] = [];
    for (const conditions of this.#batches(input.conditions)) {
      const { data } = await this.#network.run(this.#feeds(input, conditions), this.#prediction);
      // A unet made for inpainting takes more channels than it gives.
      const length = data.length / this.#batch;
      predictions.push(...conditions.map((_, i) => data.subarray(i * length, (i + 1) * length)));
    }
    return predictions;
  }

  async release(): Promise<void> {
    await this.#network.release();
  }

  /** Texts of different lengths don't fit into one batch: the next one begins then. */
  #batches(conditions: readonly Condition[]): readonly (readonly Condition[])[] {
    const batches: Condition[][] = [];
    for (const condition of conditions) {
      const last = batches.at(-1);
      const isFitting = last?.[0]?.context.dims[1] === condition.context.dims[1];
      if (last !== undefined && isFitting && last.length < this.#batch) last.push(condition);
      else batches.push([condition]);
    }
    return batches;
  }

  #feeds(input: DenoiserInput, conditions: readonly Condition[]): ReadonlyMap<Port, Feed> {
    const rows = Array.from({ length: this.#batch }, (_, i) => conditions[i] ?? conditions[0]);
    const feeds = new Map<Port, Feed>([
      [this.#sample, stack(rows.map(() => input.sample))],
      [this.#timestep, this.#timestepFeed(input.timestep)],
    ]);
    for (const [part, port] of this.#conditions) {
      const tensors = rows.map((row) => row?.[part]).filter((tensor) => tensor !== undefined);
      const [first] = tensors;
      if (first === undefined) throw new RangeError(`the denoiser needs ${port.name}`);
      feeds.set(port, isPositionIds(part) ? positionFeed(port, first, this.#batch) : stack(tensors));
    }
    return feeds;
  }

  /** Exports take the timestep as a scalar, as a vector of one, or as a vector of one per row. */
  #timestepFeed(timestep: number): Feed {
    const [length] = this.#timestep.shape;
    if (length === undefined) return { data: [timestep], dims: [] };
    const count = length === 1 ? 1 : this.#batch;
    return { data: Array.from({ length: count }, () => timestep), dims: [count] };
  }
}

function bindConditions(
  network: Network,
  conditions: readonly (keyof Condition)[],
): ReadonlyMap<keyof Condition, Port> {
  const bound = new Map<keyof Condition, Port>([['context', network.input(CONDITION_NAMES.context)]]);
  for (const part of conditions) {
    const port = network.findInput(CONDITION_NAMES[part]);
    if (port !== undefined) bound.set(part, port);
  }
  return bound;
}

function isPositionIds(part: keyof Condition): boolean {
  return part === 'imageIds' || part === 'textIds';
}

/** Exports of diffusers before 0.31 want the position ids once per row. */
function positionFeed(port: Port, ids: Tensor, batch: number): Feed {
  if (port.shape.length === ids.dims.length) return ids;
  return stack(Array.from({ length: batch }, () => ({ data: ids.data, dims: [1, ...ids.dims] })));
}

/** Rows below each other: `[1, …]` each, `[rows, …]` together. */
function stack(rows: readonly Tensor[]): Feed {
  const [first] = rows;
  if (first === undefined) throw new RangeError('a batch of no rows');
  if (rows.length === 1) return first;
  const data = new Float32Array(rows.length * first.data.length);
  for (const [i, row] of rows.entries()) data.set(row.data, i * first.data.length);
  return { data, dims: [rows.length, ...first.dims.slice(1)] };
}
