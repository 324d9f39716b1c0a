import { weightedSum } from '../numerics/float32-vector.js';
import type { SamplerFactory } from './sampler.js';
import { logMean, TwoStageSampler, type SecondStage, type Stage } from './two-stage-sampler.js';

const f = Math.fround;

/** DPM-Solver-2 in σ (Karras et al. 2022, algorithm 2 with the midpoint in log σ; `sample_dpm_2`). */
class Dpm2Sampler extends TwoStageSampler {
  protected override approach({ sample, derivative, from, middle }: Stage): Float32Array {
    return weightedSum([1, sample], [f(middle - from), derivative]);
  }

  protected override arrive({ start, derivative, from, to }: SecondStage): Float32Array {
    return weightedSum([1, start], [f(to - from), derivative]);
  }
}

/** @see Dpm2Sampler */
export const createDpm2: SamplerFactory = (config, run) =>
  new Dpm2Sampler(config, run, { middle: logMean, roundsKarras: true });
