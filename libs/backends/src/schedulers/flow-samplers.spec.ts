import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../noise/torch-generator.js';
import { scale, weightedSum } from '../numerics/float32-vector.js';
import { chooseSampling } from './choose-sampling.js';
import { dynamicShift } from './flow-match-schedule.js';
import { FLOW_SAMPLERS } from './flow-samplers.js';
import type { Sampler } from './sampler.js';
import { SchedulerConfig } from './scheduler-config.js';
import { SCHEDULE_TYPES } from './schedule-types.js';

const CONFIG = new SchedulerConfig({ _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 });
const TARGET = Float32Array.of(1, -1, 0.5, 2);
const COMBINATIONS = FLOW_SAMPLERS.flatMap((kind) =>
  SCHEDULE_TYPES.filter((type) => type.appliesTo(kind)).map((type) => [kind.name, type.value] as const),
);

/** Runs from call `first` on with the velocity ε − x₀ of a denoiser that knows the one picture. */
function run(sampler: Sampler, start: Float32Array, first: number): Float32Array {
  const noise = new TorchGenerator(2n);
  return sampler.timesteps.slice(first).reduce((sample, _, i) => {
    const sigma = sampler.sigmas?.[first + i] ?? NaN;
    const modelOutput = scale(weightedSum([1, sample], [-1, TARGET]), 1 / sigma);
    return sampler.step({ sample, modelOutput, index: first + i, noise }).sample;
  }, start);
}

describe.each(COMBINATIONS)('%s, %s', (name, type) => {
  const { kind, config } = chooseSampling(CONFIG, name, type);
  const noise = new TorchGenerator(1n).randn(4);

  it('comes to rest on what the denoiser says', () => {
    const sampler = kind.create(config, { steps: 8 });
    const result = run(sampler, scale(noise, sampler.initNoiseSigma), 0);
    TARGET.forEach((value, i) => expect(result[i]).toBeCloseTo(value, 4));
  });

  it('enters later with a picture under as much noise as the sampler has there', () => {
    const sampler = kind.create(config, { steps: 8 });
    const first = 4 * sampler.order;
    const noisy = sampler.addNoise(TARGET, noise, first);
    const result = run(sampler, noisy, first);
    TARGET.forEach((value, i) => expect(result[i]).toBeCloseTo(value, 4));
  });
});

describe('dynamicShift', () => {
  it.each([
    [256, 0.5],
    [1024, 0.63],
    [4096, 1.15],
    [16, 0.459375],
  ])('of %i tokens is %d', (tokens, mu) => {
    expect(dynamicShift(CONFIG, tokens)).toBeCloseTo(mu, 12);
  });
});
