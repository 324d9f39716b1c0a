import { weightedSum } from '../numerics/float32-vector.js';
import { ancestralSplit } from './ancestral-split.js';
import { exponentialStep } from './dpmpp-2s-ancestral.js';
import type { SamplerFactory } from './sampler.js';
import { logMean, TwoStageSampler, type SecondStage, type Stage } from './two-stage-sampler.js';

/**
 * DPM-Solver++ as an SDE of second order: DPMSolverSDEScheduler, k-diffusion's `sample_dpmpp_sde` with r = ½.
 *
 * Both take their noise from a Brownian tree of torchsde with generators of its own. Here a step draws two
 * increments of the same Brownian motion from the picture's noise: the law is the same, the numbers are not.
 */
class DpmPpSdeSampler extends TwoStageSampler {
  /** Noise of the first half. */
  #first: Float32Array = new Float32Array();

  protected override approach({ sample, denoised, from, middle, noise }: Stage): Float32Array {
    this.#first = noise.randn(sample.length);
    const { down, up } = ancestralSplit(from, middle);
    return weightedSum([1, exponentialStep(sample, denoised, down / from)], [up, this.#first]);
  }

  protected override arrive({ start, denoised, from, middle, to, noise }: SecondStage): Float32Array {
    // The increment over the step is the sum of those over its halves, whose variances are their lengths.
    const firstShare = Math.sqrt((from - middle) / (from - to));
    const secondShare = Math.sqrt((middle - to) / (from - to));
    const whole = weightedSum([firstShare, this.#first], [secondShare, noise.randn(start.length)]);
    const { down, up } = ancestralSplit(from, to);
    return weightedSum([1, exponentialStep(start, denoised, down / from)], [up, whole]);
  }
}

/** @see DpmPpSdeSampler */
export const createDpmPpSde: SamplerFactory = (config, run) =>
  new DpmPpSdeSampler(config, run, { middle: logMean });
