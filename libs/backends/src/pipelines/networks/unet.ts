import { BackendError } from '@cyberimage/core';
import type { Network } from '../../runtime/onnx-session.js';
import type { Feed, Port, Tensor } from '../../runtime/tensor.js';
import type { Latents } from '../pipeline.js';

/** One question to the denoiser. */
export interface UnetInput {
  readonly latents: Latents;
  readonly timestep: number;
  /** Text contexts, `[1, tokens, width]` each: one answer per context. */
  readonly contexts: readonly Tensor[];
  /** Embedding of the guidance scale, for models that take it as an input. */
  readonly timestepCond?: Float32Array;
}

/** The denoiser of Stable Diffusion 1.x, 2.x and of latent consistency models. */
export class Unet {
  /** Length of the guidance embedding; undefined for a model that takes none. */
  readonly timestepCondLength: number | undefined;
  readonly #network: Network;
  readonly #sample: Port;
  readonly #timestep: Port;
  readonly #context: Port;
  readonly #timestepCond: Port | undefined;
  readonly #prediction: Port;
  readonly #batch: number;

  /**
   * @param timestepCondLength for an export that leaves that dimension open
   * @throws BackendError `model-missing` for a graph with other inputs
   */
  constructor(network: Network, timestepCondLength: number | undefined) {
    this.#network = network;
    this.#sample = network.input(['sample', 'hidden_states', 'latent_model_input']);
    this.#timestep = network.input(['timestep']);
    this.#context = network.input(['encoder_hidden_states']);
    this.#timestepCond = network.findInput(['timestep_cond']);
    this.#prediction = network.output(['out_sample', 'sample', 'latent']);
    const bound = [this.#sample, this.#timestep, this.#context, this.#timestepCond];
    const unknown = network.inputs.find((port) => !bound.includes(port));
    if (unknown !== undefined) {
      const message = `${network.file} has an input ${unknown.name}, which this pipeline does not know`;
      throw new BackendError('model-missing', message);
    }
    const length = this.#timestepCond?.shape[1];
    this.timestepCondLength = typeof length === 'number' ? length : timestepCondLength;
    // One context at a time, unless the export fixed another batch: on a CPU a batch takes as long as its
    // parts and twice the memory.
    const batch = this.#sample.shape[0];
    this.#batch = typeof batch === 'number' ? batch : 1;
  }

  /** @returns one prediction per context, each of the latents' length */
  async predict(input: UnetInput): Promise<readonly Float32Array[]> {
    const predictions: Float32Array[] = [];
    for (let first = 0; first < input.contexts.length; first += this.#batch) {
      const contexts = input.contexts.slice(first, first + this.#batch);
      const { data } = await this.#network.run(this.#feeds(input, contexts), this.#prediction);
      const length = input.latents.data.length;
      predictions.push(...contexts.map((_, i) => data.subarray(i * length, (i + 1) * length)));
    }
    return predictions;
  }

  async release(): Promise<void> {
    await this.#network.release();
  }

  #feeds(input: UnetInput, contexts: readonly Tensor[]): ReadonlyMap<Port, Feed> {
    const { data, channels, width, height } = input.latents;
    const [context] = contexts;
    if (context === undefined) throw new RangeError('the denoiser needs a context');
    const rows = Array.from({ length: this.#batch }, (_, i) => contexts[i] ?? context);
    const feeds = new Map<Port, Feed>([
      [this.#sample, { data: repeat(data, this.#batch), dims: [this.#batch, channels, height, width] }],
      [this.#timestep, this.#timestepFeed(input.timestep)],
      [
        this.#context,
        { data: concatenate(rows.map((row) => row.data)), dims: [this.#batch, ...context.dims.slice(1)] },
      ],
    ]);
    if (this.#timestepCond !== undefined && input.timestepCond !== undefined) {
      const dims = [this.#batch, input.timestepCond.length];
      feeds.set(this.#timestepCond, { data: repeat(input.timestepCond, this.#batch), dims });
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

function repeat(data: Float32Array, count: number): Float32Array {
  return count === 1 ? data : concatenate(Array.from({ length: count }, () => data));
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const result = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
