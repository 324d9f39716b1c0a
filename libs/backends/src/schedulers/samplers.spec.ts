import { describe, expect, it } from 'vitest';
import { TorchGenerator } from '../noise/torch-generator.js';
import { expectClose } from '../testing/expect-close.js';
import { fakeDenoiser } from '../testing/fake-denoiser.js';
import { readOracle } from '../testing/read-oracle.js';
import { scale } from '../numerics/float32-vector.js';
import { EulerSampler } from './euler.js';
import { eulerSchedule } from './euler-schedule.js';
import { readPredictionType, type Sampler } from './sampler.js';
import { SAMPLERS } from './samplers.js';
import { SchedulerConfig } from './scheduler-config.js';

const f = Math.fround;

interface Setting {
  readonly id: string;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly num_inference_steps?: number;
  readonly set_timesteps_arguments?: {
    readonly original_inference_steps?: number;
    readonly sigmas?: readonly number[];
    readonly mu?: number;
  };
  readonly timesteps: readonly number[];
  readonly sigmas?: readonly number[];
  readonly init_noise_sigma: number;
}
interface Run extends Setting {
  readonly seed: number;
  readonly noise: readonly number[];
  readonly step_arguments?: { readonly eta?: number; readonly s_churn?: number; readonly s_noise?: number };
  readonly x_after_step: readonly (readonly number[])[];
}

const { settings } = readOracle('schedules.json') as { settings: readonly Setting[] };
const runs = ['scheduler-runs.json', 'scheduler-runs-more.json'].flatMap(
  (name) => (readOracle(name) as { runs: readonly Run[] }).runs,
);

function createSampler(entry: Setting, eta = 0): Sampler {
  const kind = SAMPLERS.find((candidate) => candidate.schedulerClass === entry.class);
  if (kind === undefined) throw new Error(`no sampler for ${entry.class}`);
  const { sigmas, mu, ...overrides } = entry.set_timesteps_arguments ?? {};
  const config = new SchedulerConfig({ ...entry.config, ...overrides });
  return kind.create(config, {
    steps: entry.num_inference_steps ?? sigmas?.length ?? 0,
    eta,
    ...(sigmas !== undefined && { sigmas }),
    ...(mu !== undefined && { mu }),
  });
}

function createRunSampler(run: Run): Sampler {
  const { s_churn: amount, s_noise: noiseScale = 1, eta } = run.step_arguments ?? {};
  if (amount === undefined) return createSampler(run, eta);
  const config = new SchedulerConfig(run.config);
  const schedule = eulerSchedule(config, run.num_inference_steps ?? 0);
  return new EulerSampler(schedule, readPredictionType(config), { amount, noiseScale });
}

/** SCM's list in diffusers ends with a 0 at which the denoiser is not called. */
function timestepsOfCalls({ class: className, timesteps }: Setting): readonly number[] {
  return className === 'SCMScheduler' ? timesteps.slice(0, -1) : timesteps;
}

/** For SCM diffusers leaves the factor σ_data to the pipeline. */
function startDeviation({ config, init_noise_sigma: deviation }: Setting): number {
  return typeof config['sigma_data'] === 'number' ? config['sigma_data'] : deviation;
}

describe('schedules', () => {
  it.each(settings)('$id has the timesteps and noise levels of diffusers', (setting) => {
    const sampler = createSampler(setting);
    expectClose(sampler.timesteps, timestepsOfCalls(setting), 1e-7);
    if (setting.sigmas !== undefined) expectClose(sampler.sigmas ?? [], setting.sigmas, 1e-7);
    expectClose([sampler.initNoiseSigma], [startDeviation(setting)], 1e-7);
  });
});

describe('runs with a fake denoiser', () => {
  it.each(runs)('$id goes the way of diffusers', (run) => {
    const sampler = createRunSampler(run);
    const noise = new TorchGenerator(BigInt(run.seed));
    const start = noise.randn(run.noise.length);
    expect([...start]).toEqual(run.noise.map(f));

    let sample = scale(start, sampler.initNoiseSigma);
    sampler.timesteps.forEach((timestep, index) => {
      const modelOutput = fakeDenoiser(sampler.scaleModelInput(sample, index), timestep);
      sample = sampler.step({ sample, modelOutput, index, noise }).sample;
      expectClose(sample, run.x_after_step[index] ?? [], 1e-5);
    });
    expect(run.x_after_step).toHaveLength(sampler.timesteps.length);
  });
});
