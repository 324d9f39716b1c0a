import type { Network } from '../../runtime/onnx-session.js';
import type { Port, Tensor } from '../../runtime/tensor.js';

/** A CLIP text encoder: token ids to the hidden states that the denoiser attends to. */
export class ClipTextEncoder {
  readonly #network: Network;
  readonly #ids: Port;
  readonly #hiddenStates: Port;

  constructor(network: Network) {
    this.#network = network;
    this.#ids = network.input(['input_ids']);
    this.#hiddenStates = network.output(['last_hidden_state']);
  }

  /** @returns hidden states after the final norm, `[1, tokens, width]` */
  async encode(ids: readonly number[]): Promise<Tensor> {
    return this.#network.run(
      new Map([[this.#ids, { data: ids, dims: [1, ids.length] }]]),
      this.#hiddenStates,
    );
  }

  async release(): Promise<void> {
    await this.#network.release();
  }
}
