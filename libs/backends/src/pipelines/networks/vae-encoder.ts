import { scale, shift, weightedSum } from '../../numerics/float32-vector.js';
import type { NoiseSource } from '../../noise/noise-source.js';
import type { Network } from '../../runtime/onnx-session.js';
import type { Port } from '../../runtime/tensor.js';
import { latentLength, type LatentShape } from '../latent-shape.js';
import { fillBatch, firstRow } from './fixed-batch.js';
import type { LatentScaling } from './vae-decoder.js';

/** Bounds that diffusers holds the posterior's log variance to. */
const LOG_VARIANCE_MIN = -30;
const LOG_VARIANCE_MAX = 20;

/** The encoder half of the autoencoder: pixels to latents. */
export class VaeEncoder {
  readonly #network: Network;
  readonly #scaling: LatentScaling;
  readonly #image: Port;
  readonly #posterior: Port;

  constructor(network: Network, scaling: LatentScaling) {
    this.#network = network;
    this.#scaling = scaling;
    this.#image = network.input(['sample', 'images', 'x']);
    this.#posterior = network.output(['latent_parameters', 'latent_sample', 'latent']);
  }

  /**
   * @param pixels RGB planes, −1 to 1
   * @param size of the picture in pixels
   * @param shape of its latents
   * @param noise for a draw from the posterior; an export that draws inside its graph leaves it alone, and
   *   its results do not repeat
   * @returns latents as the denoiser takes them
   */
  async encode(
    pixels: Float32Array,
    size: { readonly width: number; readonly height: number },
    shape: LatentShape,
    noise: NoiseSource,
  ): Promise<Float32Array> {
    const feed = fillBatch({ data: pixels, dims: [1, 3, size.height, size.width] }, this.#image);
    const answer = await this.#network.run(new Map([[this.#image, feed]]), this.#posterior);
    const { data } = firstRow(answer);
    const length = latentLength(shape);
    const latents = data.length === 2 * length ? samplePosterior(data, noise.randn(length)) : data;
    const { factor, shift: offset } = this.#scaling;
    return scale(offset === 0 ? latents : shift(latents, -offset), factor);
  }

  async release(): Promise<void> {
    await this.#network.release();
  }
}

/** mean + σ · noise; the parameters are the mean and then the log variance. */
function samplePosterior(parameters: Float32Array, noise: Float32Array): Float32Array {
  const mean = parameters.subarray(0, noise.length);
  const deviation = parameters.slice(noise.length).map((logVariance) => {
    const bounded = Math.min(Math.max(logVariance, LOG_VARIANCE_MIN), LOG_VARIANCE_MAX);
    return Math.exp(Math.fround(0.5 * bounded));
  });
  return weightedSum([1, mean], [1, noise.map((value, i) => value * (deviation[i] ?? 0))]);
}
