import { valueAt } from '../numerics/float32-vector.js';
import { linspaceFloat32 } from '../numerics/linspace.js';
import type { SchedulerConfig } from './scheduler-config.js';

const f = Math.fround;

/** Betas of a class whose config names none. */
export interface BetaDefaults {
  readonly start: number;
  readonly end: number;
  readonly schedule: 'linear' | 'scaled_linear';
}

/** diffusers' defaults for every class but LCM. */
export const LINEAR_BETAS: BetaDefaults = { start: 0.0001, end: 0.02, schedule: 'linear' };

/**
 * What becomes of ᾱ = 0 at the end of a zero-SNR schedule: `exact` keeps it, `finite` takes diffusers' 2^-24
 * for samplers that divide by √ᾱ, `bounded` keeps every ᾱ so high that σ stays within
 * {@link LARGEST_USEFUL_SIGMA}, for samplers that lose their precision over a larger first step (diffusers
 * offers those no zero-SNR schedule at all).
 */
export type ZeroSnrEnd = 'exact' | 'finite' | 'bounded';

/** σ max of Karras et al. 2022, table 1: any picture vanishes in so much noise. */
export const LARGEST_USEFUL_SIGMA = 80;

const FINITE_LAST_ALPHA = 2 ** -24;

/**
 * ᾱ of each training timestep (Ho et al. 2020, eq. 4), float32.
 *
 * @param end what a zero-SNR schedule ends in
 * @throws TypeError for a beta schedule that is not known
 */
export function alphasCumprod(
  config: SchedulerConfig,
  defaults: BetaDefaults,
  end: ZeroSnrEnd,
): Float32Array {
  const betas = readBetas(config, defaults);
  if (!config.boolean('rescale_betas_zero_snr', false)) return cumulativeAlphas(betas);
  const alphas = cumulativeAlphas(rescaleToZeroSnr(betas));
  if (end === 'finite') alphas[alphas.length - 1] = FINITE_LAST_ALPHA;
  const smallest = 1 / (1 + LARGEST_USEFUL_SIGMA ** 2);
  return end === 'bounded' ? alphas.map((alpha) => Math.max(alpha, smallest)) : alphas;
}

function readBetas(config: SchedulerConfig, defaults: BetaDefaults): Float32Array {
  const trained = config.numbers('trained_betas');
  if (trained !== undefined) return Float32Array.from(trained);
  const count = config.number('num_train_timesteps', 1000);
  const start = config.number('beta_start', defaults.start);
  const end = config.number('beta_end', defaults.end);
  const known = ['linear', 'scaled_linear', 'squaredcos_cap_v2'] as const;
  switch (config.choice('beta_schedule', known, defaults.schedule)) {
    case 'linear':
      return linspaceFloat32(start, end, count);
    case 'scaled_linear':
      return linspaceFloat32(Math.sqrt(start), Math.sqrt(end), count).map((root) => root * root);
    case 'squaredcos_cap_v2':
      return squaredCosine(count);
  }
}

/** Nichol & Dhariwal 2021, eq. 17, with betas of at most 0.999. */
function squaredCosine(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) =>
    Math.min(1 - cosineAlphaBar((i + 1) / count) / cosineAlphaBar(i / count), 0.999),
  );
}

function cosineAlphaBar(time: number): number {
  return Math.cos(((time + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
}

/** `torch.cumprod`: the running product is kept in double precision, its values are rounded. */
function cumulativeAlphas(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => (product = product * f(1 - beta)));
}

/** Lin et al. 2024, algorithm 1: shifts and stretches √ᾱ so that its last value is 0. */
function rescaleToZeroSnr(betas: Float32Array): Float32Array {
  const roots = cumulativeAlphas(betas).map(Math.sqrt);
  const first = valueAt(roots, 0);
  const last = valueAt(roots, roots.length - 1);
  const stretch = f(first / f(first - last));
  const alphaBars = roots.map((root) => f(f(root - last) * stretch) ** 2);
  return alphaBars.map((alphaBar, i) => 1 - (i === 0 ? alphaBar : f(alphaBar / valueAt(alphaBars, i - 1))));
}
