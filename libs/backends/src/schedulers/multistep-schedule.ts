import { alphasCumprod, LINEAR_BETAS } from './alphas-cumprod.js';
import { valueAt } from '../numerics/float32-vector.js';
import { linspace } from '../numerics/linspace.js';
import { roundHalfEven } from '../numerics/round-half-even.js';
import { logSnrPoint } from './log-snr-space.js';
import type { SamplerRun } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { laidOutSigmas, readSigmaSpread } from './sigma-schedule.js';
import { SigmaTable } from './sigma-table.js';
import { multistepTimesteps, readSpacing } from './timestep-spacing.js';
import { isWebui, webuiSchedule } from './webui-schedule.js';

/** UniPC's first flow noise level: σ = 1 would make its logarithmic signal-to-noise ratio infinite. */
const UNIPC_FLOW_MAX = 1 - 1e-6;

/** Timesteps and noise levels of DPM-Solver and UniPC. */
export interface MultistepSchedule {
  /** Whole numbers, but for the webui convention. */
  readonly timesteps: readonly number[];
  /** One more than timesteps, float32; the last is 0 or σ min. */
  readonly sigmas: Float32Array;
  /** Standard deviation of the start noise. */
  readonly initNoiseSigma: number;
}

/** What the two classes do differently. */
export type MultistepVariant = 'dpm' | 'unipc' | 'deis';

/**
 * diffusers' `set_timesteps` of DPMSolverMultistepScheduler and UniPCMultistepScheduler.
 *
 * @param run `mu` for flow models with `use_dynamic_shifting`
 */
export function multistepSchedule(
  config: SchedulerConfig,
  run: SamplerRun,
  variant: MultistepVariant,
): MultistepSchedule {
  const table = new SigmaTable(alphasCumprod(config, LINEAR_BETAS, 'finite'));
  const isFlow = config.boolean('use_flow_sigmas', false);
  if (isWebui(config) && !isFlow) {
    const schedule = webuiSchedule(config, table, run.steps);
    // k-diffusion starts from σ times the noise, in the coordinates of these samplers σ·α.
    return { ...schedule, initNoiseSigma: logSnrPoint(valueAt(schedule.sigmas, 0), false).sigma };
  }
  const { timesteps, levels } = isFlow
    ? flowLevels(config, run, variant)
    : noiseLevels(config, run.steps, table);
  const sigmas = Float32Array.from([...levels, finalSigma(config, levels, table, variant)]);
  return { timesteps, sigmas, initNoiseSigma: 1 };
}

interface Levels {
  readonly timesteps: readonly number[];
  readonly levels: readonly number[];
}

function noiseLevels(config: SchedulerConfig, steps: number, table: SigmaTable): Levels {
  const levels = laidOutSigmas(config, table, { min: table.min, max: table.max }, steps);
  if (levels === undefined) {
    const timesteps = multistepTimesteps(config, steps, readSpacing(config, 'linspace'));
    return { timesteps, levels: timesteps.map((timestep) => table.sigmaAt(timestep)) };
  }
  const spread = readSigmaSpread(config);
  const truncates = spread === 'exponential' || spread === 'beta';
  const whole = truncates ? Math.trunc : roundHalfEven;
  return { timesteps: levels.map((sigma) => whole(table.timestepOf(sigma))), levels };
}

/** Noise levels of rectified flow models, shifted (Esser et al. 2024, eq. 23). */
function flowLevels(config: SchedulerConfig, { steps, mu }: SamplerRun, variant: MultistepVariant): Levels {
  const trained = config.number('num_train_timesteps', 1000);
  const shift = flowShift(config, mu);
  const shifted = (sigma: number) => (shift * sigma) / (1 + (shift - 1) * sigma);
  const grid = linspace(1, 1 / trained, steps + 1);
  const levels =
    variant === 'unipc'
      ? grid.map((sigma) => shifted(sigma)).slice(0, -1)
      : grid
          .map((alpha) => shifted(1 - alpha))
          .toReversed()
          .slice(0, -1);
  if (variant === 'unipc' && levels[0] === 1) levels[0] = UNIPC_FLOW_MAX;
  return { timesteps: levels.map((sigma) => Math.trunc(sigma * trained)), levels };
}

/** A flow-match config calls it `shift`; a dynamic one is e^μ. */
function flowShift(config: SchedulerConfig, mu: number | undefined): number {
  if (config.boolean('use_dynamic_shifting', false)) return Math.exp(mu ?? config.number('max_shift', 1.15));
  return config.number('flow_shift', config.number('shift', 1));
}

function finalSigma(
  config: SchedulerConfig,
  levels: readonly number[],
  table: SigmaTable,
  variant: MultistepVariant,
): number {
  const endsAtZero = config.choice('final_sigmas_type', ['zero', 'sigma_min'], 'zero') === 'zero';
  // DEIS works in ln σ, so it cannot end at 0.
  if (endsAtZero && variant !== 'deis') return 0;
  const repeatsLast = readSigmaSpread(config) !== undefined || config.boolean('use_flow_sigmas', false);
  return variant === 'dpm' || !repeatsLast ? table.min : (levels.at(-1) ?? table.min);
}
