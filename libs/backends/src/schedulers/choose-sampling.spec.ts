import { describe, expect, it } from 'vitest';
import { chooseSampling, ownSampler } from './choose-sampling.js';
import { SAMPLERS } from './samplers.js';
import { SchedulerConfig } from './scheduler-config.js';

const CONFIG = new SchedulerConfig({ _class_name: 'PNDMScheduler', beta_schedule: 'scaled_linear' });

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
  ])('takes for %s and %s the schedule %s', (sampler, wanted, expected) => {
    expect(chooseSampling(CONFIG, sampler, wanted).schedule.value).toBe(expected);
  });

  it('refuses names that it does not know', () => {
    expect(() => chooseSampling(CONFIG, 'Restart', 'automatic')).toThrow('no sampler is called "Restart"');
    expect(() => chooseSampling(CONFIG, 'Euler', 'turbo')).toThrow('no schedule type is called "turbo"');
  });

  it.each(SAMPLERS.map(({ name }) => name))('%s stays finite over a run on a zero denoiser', (name) => {
    const { kind, config } = chooseSampling(CONFIG, name, 'automatic');
    const sampler = kind.create(config, { steps: 6 });
    const noise = { randn: (length: number) => new Float32Array(length).fill(0.5) };
    let sample: Float32Array = Float32Array.of(1, -1, 0.5, 2);
    sampler.timesteps.forEach((_, index) => {
      sample = sampler.step({ sample, modelOutput: new Float32Array(4), index, noise }).sample;
    });
    expect([...sample].every(Number.isFinite)).toBe(true);
  });
});

describe('ownSampler', () => {
  it.each([
    [{ _class_name: 'PNDMScheduler' }, 'PNDM'],
    [{ _class_name: 'DPMSolverMultistepScheduler' }, 'DPM++ 2M'],
    [{ _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++' }, 'DPM++ 2M SDE'],
    [{ _class_name: 'KDPM2DiscreteScheduler' }, 'Euler'],
    [{}, 'Euler'],
  ])('of %j is %s', (config, expected) => {
    expect(ownSampler(new SchedulerConfig(config), SAMPLERS)?.name).toBe(expected);
  });
});
