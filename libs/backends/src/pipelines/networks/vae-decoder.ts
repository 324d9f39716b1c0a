import { BackendError } from '@cyberimage/core';
import { divide, shift } from '../../numerics/float32-vector.js';
import type { Network } from '../../runtime/onnx-session.js';
import type { Port, Tensor } from '../../runtime/tensor.js';
import type { Latents } from '../pipeline.js';
import { fillBatch, firstRow } from './fixed-batch.js';

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

  /**
   * @returns RGB planes `[1, 3, height, width]`, about −1 to 1, not clamped
   * @throws BackendError `internal` for a graph that overflows
   */
  async decode({ data, channels, width, height }: Latents): Promise<Tensor> {
    const { factor, shift: offset } = this.#scaling;
    const unscaled = divide(data, factor);
    const shifted = offset === 0 ? unscaled : shift(unscaled, offset);
    const feed = fillBatch({ data: shifted, dims: [1, channels, height, width] }, this.#latents);
    const image = firstRow(await this.#network.run(new Map([[this.#latents, feed]]), this.#image));
    if (hasNaN(image.data)) throw overflow(this.#network.file);
    return image;
  }

  async release(): Promise<void> {
    await this.#network.release();
  }
}

/** A plain loop: a picture of 1024 pixels has three million values. */
function hasNaN(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** SDXL's autoencoder leaves the range of float16 in its middle layers. */
function overflow(file: string): BackendError {
  const message = `${file} gives no numbers: its float16 values overflow; use a float32 export of the VAE, or one of its versions fixed for float16`;
  return new BackendError('internal', message);
}
