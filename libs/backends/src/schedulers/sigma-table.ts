import { valueAt } from '../numerics/float32-vector.js';
import { interpolate } from '../numerics/interpolate.js';

const f = Math.fround;

/** The noise levels σ = √((1 − ᾱ) / ᾱ) of the training timesteps, rising. */
export class SigmaTable {
  readonly sigmas: Float32Array;
  readonly #logSigmas: Float32Array;

  /** @param alphas ᾱ of each training timestep */
  constructor(alphas: Float32Array) {
    this.sigmas = alphas.map((alpha) => Math.sqrt(f(f(1 - alpha) / alpha)));
    this.#logSigmas = this.sigmas.map(Math.log);
  }

  get min(): number {
    return valueAt(this.sigmas, 0);
  }

  get max(): number {
    return valueAt(this.sigmas, this.sigmas.length - 1);
  }

  /** σ at a timestep, linear in σ between whole timesteps. */
  sigmaAt(timestep: number): number {
    return interpolate(this.sigmas, timestep);
  }

  /** σ at a timestep, linear in log σ between whole timesteps. */
  logLinearSigmaAt(timestep: number): number {
    return Math.exp(interpolate(this.#logSigmas, timestep));
  }

  /** The timestep, with fraction, whose log σ is that of `sigma`: linear in log σ. */
  timestepOf(sigma: number): number {
    const logSigma = Math.log(Math.max(sigma, 1e-10));
    const above = this.#logSigmas.findIndex((entry) => entry > logSigma);
    const last = this.#logSigmas.length - 2;
    const low = above < 0 ? last : Math.min(Math.max(above - 1, 0), last);
    const lowLog = valueAt(this.#logSigmas, low);
    const width = f(lowLog - valueAt(this.#logSigmas, low + 1));
    // Bounded zero-SNR tables end in several equal levels: the last is the one that training ended with.
    const weight = width === 0 ? 1 : (lowLog - logSigma) / width;
    const clipped = Math.min(Math.max(weight, 0), 1);
    return (1 - clipped) * low + clipped * (low + 1);
  }
}
