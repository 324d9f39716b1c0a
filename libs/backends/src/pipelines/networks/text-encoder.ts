import type { Network } from '../../runtime/onnx-session.js';
import type { Feed, Port, Tensor } from '../../runtime/tensor.js';
import { fillBatch, firstRow } from './fixed-batch.js';

/** Token ids, and which of them count for encoders that ask. */
export interface EncoderInput {
  readonly ids: readonly number[];
  readonly mask?: readonly number[];
}

const HIDDEN_STATE = /^hidden_states\.(\d+)$/;

/** A text encoder: token ids to hidden states. */
export class TextEncoder {
  /** How many tokens the export takes, if it fixed that. */
  readonly fixedLength: number | undefined;
  readonly #network: Network;
  readonly #ids: Port;
  readonly #mask: Port | undefined;
  readonly #lastLayer: number;

  constructor(network: Network) {
    this.#network = network;
    this.#ids = network.input(['input_ids']);
    this.#mask = network.findInput(['attention_mask']);
    const length = this.#ids.shape[1];
    this.fixedLength = typeof length === 'number' ? length : undefined;
    const layers = network.outputs.map(({ name }) => Number(HIDDEN_STATE.exec(name)?.[1] ?? 0));
    this.#lastLayer = Math.max(0, ...layers);
  }

  /** The hidden states after the final norm, `[1, tokens, width]`. */
  get lastHiddenState(): Port {
    return this.#network.output(['last_hidden_state', 'text_embeddings']);
  }

  /** The text as one vector, `[1, width]`: projected where the encoder has a projection. */
  get pooled(): Port {
    return this.#network.output(['text_embeds', 'pooler_output', 'pooled_embeddings']);
  }

  /** Whether the export has the hidden states of each layer. */
  get hasHiddenStates(): boolean {
    return this.#lastLayer > 0;
  }

  /**
   * The hidden states some layers before the end, without the final norm. A fused export
   * that does not even name them inside gives its last ones, as OnnxStack does: near, not the same.
   *
   * @param layersBack 1 for the penultimate layer
   */
  hiddenState(layersBack: number): Port {
    if (!this.hasHiddenStates) return this.lastHiddenState;
    return this.#network.output([`hidden_states.${Math.max(this.#lastLayer - layersBack, 0)}`]);
  }

  /** An output by its name. @throws RangeError where the graph has none */
  output(name: string): Port {
    const port = this.#network.outputs.find((output) => output.name === name);
    if (port === undefined) throw new RangeError(`${this.#network.file} has no output ${name}`);
    return port;
  }

  /** @returns the outputs asked for, of one call */
  async encode({ ids, mask }: EncoderInput, outputs: readonly Port[]): Promise<readonly Tensor[]> {
    const rows = (data: readonly number[]): Feed => fillBatch({ data, dims: [1, data.length] }, this.#ids);
    const feeds = new Map<Port, Feed>([[this.#ids, rows(ids)]]);
    if (this.#mask !== undefined) feeds.set(this.#mask, rows(mask ?? ids.map(() => 1)));
    return (await this.#network.runAll(feeds, outputs)).map(firstRow);
  }

  async release(): Promise<void> {
    await this.#network.release();
  }
}
