import { divide } from '../../numerics/float32-vector.js';
import type { Network } from '../../runtime/onnx-session.js';
import type { Port, Tensor } from '../../runtime/tensor.js';
import type { Latents } from '../pipeline.js';

/** How the latents that a denoiser works on relate to those of the autoencoder: x = (z − shift) · factor. */
export interface LatentScaling {
  readonly factor: number;
  readonly shift: number;
}

/** The decoder half of the autoencoder: latents to pixels. */
export class VaeDecoder {
  readonly #network: Network;
  readonly #scaling: LatentScaling;
  readonly #latents: Port;
  readonly #image: Port;

  constructor(network: Network, scaling: LatentScaling) {
    this.#network = network;
    this.#scaling = scaling;
    this.#latents = network.input(['latent_sample', 'latent', 'z']);
    this.#image = network.output(['sample', 'images']);
  }

  /** @returns RGB planes `[1, 3, height, width]`, about −1 to 1, not clamped */
  async decode({ data, channels, width, height }: Latents): Promise<Tensor> {
    const { factor, shift } = this.#scaling;
    const unscaled = divide(data, factor);
    const shifted = shift === 0 ? unscaled : unscaled.map((value) => value + shift);
    const feeds = new Map([[this.#latents, { data: shifted, dims: [1, channels, height, width] }]]);
    return this.#network.run(feeds, this.#image);
  }

  async release(): Promise<void> {
    await this.#network.release();
  }
}
