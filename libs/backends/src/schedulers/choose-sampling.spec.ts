import { describe, expect, it } from 'vitest';
import { chooseSampling, ownSampler } from './choose-sampling.js';
import { scale } from '../numerics/float32-vector.js';
import { interpolate } from '../numerics/interpolate.js';
import { TorchGenerator } from '../noise/torch-generator.js';
import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { CONVENTIONS } from './convention.js';
import { SCHEDULE_TYPES } from './schedule-types.js';
import { SAMPLERS, samplersFor } from './samplers.js';
import { SchedulerConfig } from './scheduler-config.js';

const CONFIG = new SchedulerConfig({
  _class_name: 'PNDMScheduler',
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  beta_end: 0.012,
  clip_sample: false,
});

const ZERO_SNR = { rescale_betas_zero_snr: true, prediction_type: 'v_prediction' };

/** Every sampler of the family with every schedule type that applies, in both conventions. */
const COMBINATIONS = samplersFor('diffusion').flatMap((kind) =>
  SCHEDULE_TYPES.filter((type) => type.appliesTo(kind)).flatMap((type) =>
    CONVENTIONS.map((convention) => [kind.name, type.value, convention.value] as const),
  ),
);

/** Knows the one picture that there is: its answer in the parametrisation that the config asks for. */
function perfectDenoiser(
  input: Float32Array,
  timestep: number,
  target: Float32Array,
  changes: Readonly<Record<string, unknown>>,
): Float32Array {
  const config = CONFIG.with(changes);
  const alphas = alphasCumprod(config, LINEAR_BETAS, 'exact');
  // Between whole timesteps as the schedules have it: linear in log σ.
  const logSigmas = alphas.map((alpha) => Math.log(Math.sqrt((1 - alpha) / alpha)));
  const isWhole = Number.isInteger(timestep);
  const sigma = Math.exp(interpolate(logSigmas, timestep));
  const alpha = isWhole ? (alphas[timestep] ?? NaN) : 1 / (1 + sigma ** 2);
  const [signal, noise] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
  return input.map((x, i) => {
    const clean = target[i] ?? 0;
    const epsilon = (x - signal * clean) / noise;
    return config.has('prediction_type', 'v_prediction') ? signal * epsilon - noise * clean : epsilon;
  });
}

describe('chooseSampling', () => {
  it('sets a schedule type up', () => {
    const { kind, config, schedule } = chooseSampling(CONFIG, 'Euler', 'karras');
    expect(kind.schedulerClass).toBe('EulerDiscreteScheduler');
    expect(config.boolean('use_karras_sigmas', false)).toBe(true);
    expect(schedule.value).toBe('karras');
  });

  it('keeps the Karras levels of a sampler that is named after them', () => {
    const { config } = chooseSampling(CONFIG, 'DPM++ 2M Karras', 'automatic');
    expect(config.boolean('use_karras_sigmas', false)).toBe(true);
  });

  it('lets an explicit schedule type win over the sampler name', () => {
    const { config } = chooseSampling(CONFIG, 'DPM++ 2M Karras', 'exponential');
    expect(config.boolean('use_karras_sigmas', true)).toBe(false);
    expect(config.boolean('use_exponential_sigmas', false)).toBe(true);
  });

  it.each([
    ['DDIM', 'karras', 'automatic'],
    ['DDIM', 'sgm_uniform', 'sgm_uniform'],
    ['LCM', 'sgm_uniform', 'automatic'],
    ['UniPC', 'beta', 'beta'],
    ['DPM++ 3M SDE', 'align_your_steps', 'align_your_steps'],
    ['Flow Euler', 'karras', 'karras'],
    ['Flow Heun', 'simple', 'automatic'],
    ['Flow UniPC', 'karras', 'automatic'],
    ['TCD', 'uniform', 'automatic'],
    ['SCM', 'beta', 'automatic'],
  ])('takes for %s and %s the schedule %s', (sampler, wanted, expected) => {
    expect(chooseSampling(CONFIG, sampler, wanted).schedule.value).toBe(expected);
  });

  it('refuses names that it does not know', () => {
    expect(() => chooseSampling(CONFIG, 'Restart', 'automatic')).toThrow('no sampler is called "Restart"');
    expect(() => chooseSampling(CONFIG, 'Euler', 'turbo')).toThrow('no schedule type is called "turbo"');
  });

  describe.each([
    ['a plain model', {}],
    ['a zero-SNR model', { ...ZERO_SNR, timestep_spacing: 'trailing' }],
  ])('on %s', (_, changes) => {
    it.each(COMBINATIONS)('%s, %s, %s comes to rest on what the denoiser says', (name, type, convention) => {
      const { kind, config } = chooseSampling(CONFIG.with(changes), name, type, convention);
      const sampler = kind.create(config, { steps: 12 });
      const noise = new TorchGenerator(1n);
      const target = Float32Array.of(1, -1, 0.5, 2);
      let sample = scale(noise.randn(4), sampler.initNoiseSigma);
      sampler.timesteps.forEach((timestep, index) => {
        const modelOutput = perfectDenoiser(
          sampler.scaleModelInput(sample, index),
          timestep,
          target,
          changes,
        );
        sample = sampler.step({ sample, modelOutput, index, noise }).sample;
      });
      const worst = Math.max(...target.map((value, i) => Math.abs(value - (sample[i] ?? NaN))));
      expect(worst).toBeLessThan(0.1);
    });
  });
});

describe('ownSampler', () => {
  it.each([
    [{ _class_name: 'PNDMScheduler' }, 'PNDM'],
    [{ _class_name: 'DPMSolverMultistepScheduler' }, 'DPM++ 2M'],
    [{ _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++' }, 'DPM++ 2M SDE'],
    [{ _class_name: 'KDPM2DiscreteScheduler' }, 'DPM2'],
    [{ _class_name: 'DPMSolverSDEScheduler' }, 'DPM++ SDE'],
    [{ _class_name: 'SASolverScheduler' }, 'Euler'],
    [{}, 'Euler'],
  ])('of %j is %s', (config, expected) => {
    expect(ownSampler(new SchedulerConfig(config), SAMPLERS)?.name).toBe(expected);
  });
});
