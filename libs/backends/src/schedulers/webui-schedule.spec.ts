import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../noise/torch-generator.js';
import { scale } from '../numerics/float32-vector.js';
import { expectClose } from '../testing/expect-close.js';
import { fakeDenoiser } from '../testing/fake-denoiser.js';
import { readOracle } from '../testing/read-oracle.js';
import { chooseSampling } from './choose-sampling.js';
import { SchedulerConfig } from './scheduler-config.js';

interface Schedule {
  readonly schedule: string;
  readonly steps: number;
  readonly table?: string;
  readonly timesteps: readonly number[];
  readonly sigmas: readonly number[];
}
interface Run {
  readonly sampler: string;
  readonly prediction_type: string;
  readonly steps: number;
  readonly seed: number;
  readonly timesteps: readonly number[];
  readonly sigma_after_call: readonly number[];
  readonly x_after_call: readonly (readonly number[])[];
}

const oracle = readOracle('webui.json') as {
  readonly schedules: readonly Schedule[];
  readonly runs: readonly Run[];
};
const CONFIG = new SchedulerConfig({
  _class_name: 'PNDMScheduler',
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  beta_end: 0.012,
  timestep_spacing: 'leading',
  steps_offset: 1,
});

describe('schedules of the webui convention', () => {
  it.each(oracle.schedules)('$schedule in $steps steps', ({ schedule, steps, table, ...expected }) => {
    const own = CONFIG.with({ align_your_steps: table });
    const { kind, config } = chooseSampling(own, 'Euler', schedule, 'webui');
    const sampler = kind.create(config, { steps });
    expectClose(sampler.sigmas ?? [], expected.sigmas, 1e-6);
    expectClose(sampler.timesteps, expected.timesteps, 1e-6);
    expect(sampler.initNoiseSigma).toBe(sampler.sigmas?.[0]);
  });
});

describe('runs of k-diffusion with a fake denoiser', () => {
  it.each(oracle.runs)('$sampler, $prediction_type', ({ sampler: name, steps, seed, ...expected }) => {
    const own = CONFIG.with({ prediction_type: expected.prediction_type });
    const { kind, config } = chooseSampling(own, name, 'automatic', 'webui');
    const sampler = kind.create(config, { steps });
    expectClose(sampler.timesteps, expected.timesteps, 1e-6);

    const noise = new TorchGenerator(BigInt(seed));
    let sample = scale(noise.randn(16), sampler.initNoiseSigma);
    sampler.timesteps.forEach((timestep, index) => {
      const modelOutput = fakeDenoiser(sampler.scaleModelInput(sample, index), timestep);
      sample = sampler.step({ sample, modelOutput, index, noise }).sample;
      // k-diffusion's samples are x₀ + σ·ε; the multistep solvers keep theirs at variance 1.
      const sigma = expected.sigma_after_call[index] ?? NaN;
      const factor = / [23]M/.test(name) ? 1 / Math.sqrt(sigma ** 2 + 1) : 1;
      const reference = (expected.x_after_call[index] ?? []).map((value) => value * factor);
      expectClose(sample, reference, 1e-5);
    });
    expect(expected.x_after_call).toHaveLength(sampler.timesteps.length);
  });
});
