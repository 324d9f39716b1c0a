import { LARGEST_USEFUL_SIGMA } from './alphas-cumprod.js';
import { betaQuantile } from '../numerics/beta-quantile.js';
import { linspace } from '../numerics/linspace.js';
import { namedLevels, readNamedLevels } from './named-levels.js';
import type { SchedulerConfig } from './scheduler-config.js';
import type { SigmaTable } from './sigma-table.js';

/** ρ of Karras et al. 2022, eq. 5. */
const KARRAS_RHO = 7;

/** Both shape parameters of the beta schedule (Lee et al. 2024). */
const BETA_SHAPE = 0.6;

/** How noise levels are spread between σ max and σ min, other than by timesteps. */
export type SigmaSpread = 'karras' | 'exponential' | 'beta' | 'lu';

/** @returns the spread that the config asks for; undefined: σ follows the timesteps */
export function readSigmaSpread(config: SchedulerConfig): SigmaSpread | undefined {
  if (config.boolean('use_karras_sigmas', false)) return 'karras';
  if (config.boolean('use_lu_lambdas', false)) return 'lu';
  if (config.boolean('use_exponential_sigmas', false)) return 'exponential';
  return config.boolean('use_beta_sigmas', false) ? 'beta' : undefined;
}

/**
 * @param spread the curve
 * @param min lowest noise level, above 0; the config's `sigma_min` wins
 * @param max highest noise level; the config's `sigma_max` wins
 * @param steps how many levels
 * @returns levels from max down to min
 */
export function spreadSigmas(
  config: SchedulerConfig,
  spread: SigmaSpread,
  { min, max }: { readonly min: number; readonly max: number },
  steps: number,
): number[] {
  const low = config.number('sigma_min', min);
  // Curves over the 4096 of a zero-SNR schedule would spend most steps where there is nothing to see.
  const high = config.number('sigma_max', Math.min(max, LARGEST_USEFUL_SIGMA));
  switch (spread) {
    case 'karras':
      return linspace(0, 1, steps).map((ramp) => {
        const root = high ** (1 / KARRAS_RHO);
        return (root + ramp * (low ** (1 / KARRAS_RHO) - root)) ** KARRAS_RHO;
      });
    case 'exponential':
    case 'lu':
      return linspace(Math.log(high), Math.log(low), steps).map(Math.exp);
    case 'beta':
      return linspace(0, 1, steps).map((ramp) => low + betaQuantile(1 - ramp, BETA_SHAPE) * (high - low));
  }
}

/**
 * Noise levels that do not follow the timesteps: spread by the config's `use_…_sigmas`, or named by its
 * `sigma_schedule`.
 *
 * @param bounds for a spread; what is named comes from the table
 * @returns undefined where σ follows the timesteps
 */
export function laidOutSigmas(
  config: SchedulerConfig,
  table: SigmaTable,
  bounds: { readonly min: number; readonly max: number },
  steps: number,
): number[] | undefined {
  const named = readNamedLevels(config);
  if (named !== undefined) return namedLevels(config, named, table, steps);
  const spread = readSigmaSpread(config);
  return spread === undefined ? undefined : spreadSigmas(config, spread, bounds, steps);
}
