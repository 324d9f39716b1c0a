import { weightedSum } from '../numerics/float32-vector.js';
import { ancestralSplit } from './ancestral-split.js';
import type { SamplerFactory } from './sampler.js';
import { logMean, TwoStageSampler, type SecondStage, type Stage } from './two-stage-sampler.js';

const f = Math.fround;

/**
 * DPM-Solver++(2S) (Lu et al. 2022b, algorithm 1 with r = ½) with fresh noise after every step but the last:
 * k-diffusion's `sample_dpmpp_2s_ancestral`. diffusers has no such class: the schedule is that of Euler, the
 * noise is drawn once a step.
 */
class DpmPp2sAncestralSampler extends TwoStageSampler {
  protected override approach({ sample, denoised, from, middle }: Stage): Float32Array {
    return exponentialStep(sample, denoised, f(middle / from));
  }

  protected override arrive({ start, denoised, from, to, noise }: SecondStage): Float32Array {
    const { down, up } = ancestralSplit(from, to);
    const reached = exponentialStep(start, denoised, f(down / from));
    return weightedSum([1, reached], [up, noise.randn(start.length)]);
  }
}

/** The exact solution for a denoiser that always gives `denoised`: the rest shrinks as σ does. */
export function exponentialStep(sample: Float32Array, denoised: Float32Array, ratio: number): Float32Array {
  return weightedSum([ratio, sample], [f(1 - ratio), denoised]);
}

/** @see DpmPp2sAncestralSampler */
export const createDpmPp2sAncestral: SamplerFactory = (config, run) =>
  new DpmPp2sAncestralSampler(config, run, {
    middle: (from, to) => logMean(from, ancestralSplit(from, to).down),
  });
