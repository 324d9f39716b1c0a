import { describe, expect, it } from 'vitest';
import { readOracle } from '../testing/read-oracle.js';
import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { SchedulerConfig } from './scheduler-config.js';

const { tables } = readOracle('schedules.json') as { tables: Readonly<Record<string, readonly number[]>> };
const base = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };

describe('alphasCumprod', () => {
  it.each([
    ['scaled_linear', base],
    ['linear', { ...base, beta_schedule: 'linear' }],
    ['squaredcos_cap_v2', { beta_schedule: 'squaredcos_cap_v2' }],
  ])('gives the exact table of %s', (name, config) => {
    const expected = tables[`alphas_cumprod_${name}`] ?? [];
    const actual = alphasCumprod(new SchedulerConfig(config), LINEAR_BETAS, 'exact');
    expect([...actual]).toEqual(expected.map(Math.fround));
  });

  it('gives the zero-SNR table within a few roundings, and ends in 0', () => {
    const expected = tables['alphas_cumprod_scaled_linear_zero_snr'] ?? [];
    const config = new SchedulerConfig({ ...base, rescale_betas_zero_snr: true });
    const actual = alphasCumprod(config, LINEAR_BETAS, 'exact');
    expected.forEach((value, i) =>
      expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThanOrEqual(value * 1e-5),
    );
    expect(actual.at(-1)).toBe(0);
  });

  it('keeps the end of a zero-SNR schedule above 0 where a sampler needs it', () => {
    const config = new SchedulerConfig({ ...base, rescale_betas_zero_snr: true });
    expect(alphasCumprod(config, LINEAR_BETAS, 'finite').at(-1)).toBe(2 ** -24);
    const bounded = alphasCumprod(config, LINEAR_BETAS, 'bounded');
    expect(Math.sqrt((1 - (bounded.at(-1) ?? 0)) / (bounded.at(-1) ?? 0))).toBeCloseTo(80, 2);
    expect(bounded.at(500)).toBe(alphasCumprod(config, LINEAR_BETAS, 'exact').at(500));
  });

  it('refuses a schedule that it does not know', () => {
    const config = new SchedulerConfig({ beta_schedule: 'sigmoid' });
    expect(() => alphasCumprod(config, LINEAR_BETAS, 'exact')).toThrow(/beta_schedule is "sigmoid"/);
  });
});
