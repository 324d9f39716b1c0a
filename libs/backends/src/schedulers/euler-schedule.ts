import { alphasCumprod, LINEAR_BETAS, type ZeroSnrEnd } from './alphas-cumprod.js';
import { valueAt } from '../numerics/float32-vector.js';
import { linspace } from '../numerics/linspace.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { laidOutSigmas } from './sigma-schedule.js';
import { SigmaTable } from './sigma-table.js';
import { readSpacing, spacedTimesteps } from './timestep-spacing.js';
import { isWebui, webuiSchedule } from './webui-schedule.js';

const f = Math.fround;

/** Timesteps and noise levels of the samplers that integrate dx/dσ. */
export interface EulerSchedule {
  /** Float32, may have fractions. */
  readonly timesteps: readonly number[];
  /** One more than timesteps, float32; the last is 0 or σ min. */
  readonly sigmas: Float32Array;
  readonly initNoiseSigma: number;
  /** Of the training, for noise levels between those of the schedule. */
  readonly table: SigmaTable;
}

/**
 * The schedule of Euler, Euler a and Heun (diffusers' `set_timesteps` of those classes).
 *
 * @param steps how many, at least 1
 * @param end what a zero-SNR schedule ends in
 */
export function eulerSchedule(
  config: SchedulerConfig,
  steps: number,
  end: ZeroSnrEnd = 'finite',
): EulerSchedule {
  const table = new SigmaTable(alphasCumprod(config, LINEAR_BETAS, end));
  if (isWebui(config)) {
    const schedule = webuiSchedule(config, table, steps);
    return { ...schedule, initNoiseSigma: valueAt(schedule.sigmas, 0), table };
  }
  const spacing = readSpacing(config, 'linspace');
  const spaced = spacedTimesteps(config, steps, spacing).map(f);
  const interpolated = interpolateSigmas(config, table, spaced);

  const bounds = { min: interpolated.at(-1) ?? table.min, max: interpolated[0] ?? table.max };
  const laidOut = laidOutSigmas(config, table, bounds, steps);
  const levels = laidOut ?? interpolated;
  const timesteps = laidOut?.map((sigma) => f(table.timestepOf(sigma))) ?? spaced;

  const endsAtMin = config.choice('final_sigmas_type', ['zero', 'sigma_min'], 'zero') === 'sigma_min';
  const sigmas = Float32Array.from([...levels, endsAtMin ? table.min : 0]);
  return { timesteps, sigmas, initNoiseSigma: initNoiseSigma(sigmas, spacing), table };
}

function interpolateSigmas(
  config: SchedulerConfig,
  table: SigmaTable,
  timesteps: readonly number[],
): number[] {
  const known = ['linear', 'log_linear'] as const;
  if (config.choice('interpolation_type', known, 'linear') === 'linear') {
    return timesteps.map((timestep) => table.sigmaAt(timestep));
  }
  const logSigmas = linspace(Math.log(table.max), Math.log(table.min), timesteps.length + 1);
  return logSigmas.map((logSigma) => Math.exp(f(logSigma)));
}

/** With `leading` spacing the first σ is below σ max, and diffusers scales the noise up to match. */
function initNoiseSigma(sigmas: Float32Array, spacing: string): number {
  const max = Math.max(...sigmas);
  return spacing === 'leading' ? f(Math.sqrt(f(f(max * max) + 1))) : max;
}
