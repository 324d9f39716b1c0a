import { weightedSum } from '../numerics/float32-vector.js';
import { ancestralSplit } from './ancestral-split.js';
import type { SamplerFactory } from './sampler.js';
import { logMean, TwoStageSampler, type SecondStage, type Stage } from './two-stage-sampler.js';

const f = Math.fround;

/** DPM-Solver-2 with fresh noise after every step but the last (`sample_dpm_2_ancestral`). */
class Dpm2AncestralSampler extends TwoStageSampler {
  protected override approach({ sample, derivative, from, middle }: Stage): Float32Array {
    return weightedSum([1, sample], [f(middle - from), derivative]);
  }

  protected override arrive({ start, derivative, from, to, noise }: SecondStage): Float32Array {
    const { down, up } = ancestralSplit(from, to);
    return weightedSum([1, start], [f(down - from), derivative], [up, noise.randn(start.length)]);
  }
}

/** @see Dpm2AncestralSampler */
export const createDpm2Ancestral: SamplerFactory = (config, run) =>
  new Dpm2AncestralSampler(config, run, {
    middle: (from, to) => logMean(from, ancestralSplit(from, to).down),
    roundsKarras: true,
  });
