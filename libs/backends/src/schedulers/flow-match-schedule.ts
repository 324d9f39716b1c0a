import { valueAt } from '../numerics/float32-vector.js';
import { linspace } from '../numerics/linspace.js';
import type { SamplerRun } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { readSigmaSpread, spreadSigmas } from './sigma-schedule.js';

const f = Math.fround;

/** Timesteps and noise levels of a rectified flow: x = (1 − σ)·x₀ + σ·ε. */
export interface FlowMatchSchedule {
  /** σ times the training timesteps, float32. */
  readonly timesteps: readonly number[];
  /** One more than timesteps, float32; the last is 0. */
  readonly sigmas: Float32Array;
}

/**
 * diffusers' `set_timesteps` of FlowMatchEulerDiscreteScheduler: levels, shifted (Esser et al. 2024, eq. 23),
 * stretched to `shift_terminal`, and last of all spread by Karras and the like.
 *
 * @param run `sigmas` where the pipeline lays the levels out itself; `mu` for `use_dynamic_shifting`
 */
export function flowMatchSchedule(config: SchedulerConfig, run: SamplerRun): FlowMatchSchedule {
  const trained = config.number('num_train_timesteps', 1000);
  // numpy keeps the precision of what it is given: float32 for levels of the pipeline, else double.
  const round = run.sigmas === undefined ? (value: number) => value : f;
  const grid = run.sigmas?.map(f) ?? trainedLevels(config, trained, run.steps);
  const shifted = stretchToTerminal(config, shiftLevels(config, grid, run.mu, round), round);

  const spread = readSigmaSpread(config);
  const bounds = { min: shifted.at(-1) ?? 0, max: shifted[0] ?? 1 };
  const levels = spread === undefined ? shifted : spreadSigmas(config, spread, bounds, shifted.length);
  const sigmas = Float32Array.from([...levels, 0]);
  return { timesteps: [...sigmas.subarray(0, -1)].map((sigma) => f(sigma * trained)), sigmas };
}

/**
 * The shift μ that `use_dynamic_shifting` takes for a size of picture: larger pictures need more noise.
 *
 * @param tokens of the picture as the transformer sees it
 */
export function dynamicShift(config: SchedulerConfig, tokens: number): number {
  const base = config.number('base_shift', 0.5);
  const baseTokens = config.number('base_image_seq_len', 256);
  const slope =
    (config.number('max_shift', 1.15) - base) / (config.number('max_image_seq_len', 4096) - baseTokens);
  return tokens * slope + (base - slope * baseTokens);
}

/**
 * Evenly from the highest to the lowest level of training. With a static shift diffusers has shifted that
 * table already, so the low end is shifted twice.
 */
function trainedLevels(config: SchedulerConfig, trained: number, steps: number): readonly number[] {
  const isDynamic = config.boolean('use_dynamic_shifting', false);
  const shift = isDynamic ? 1 : config.number('shift', 1);
  const [max, min] = [f(1), f(1 / trained)].map((sigma) => shiftLevel(sigma, shift, f));
  return linspace((max ?? 1) * trained, (min ?? 0) * trained, steps).map((timestep) => timestep / trained);
}

function shiftLevels(
  config: SchedulerConfig,
  levels: readonly number[],
  mu: number | undefined,
  round: (value: number) => number,
): readonly number[] {
  if (!config.boolean('use_dynamic_shifting', false)) {
    const shift = config.number('shift', 1);
    return levels.map((sigma) => shiftLevel(sigma, shift, round));
  }
  const exponent = mu ?? config.number('max_shift', 1.15);
  const isLinear = config.choice('time_shift_type', ['exponential', 'linear'], 'exponential') === 'linear';
  const shift = round(isLinear ? exponent : Math.exp(exponent));
  return levels.map((sigma) => round(shift / round(shift + round(round(1 / sigma) - 1))));
}

function shiftLevel(sigma: number, shift: number, round: (value: number) => number): number {
  return round(round(shift * sigma) / round(1 + round((shift - 1) * sigma)));
}

/** Stretches the levels so that the last is `shift_terminal` (HaCohen et al. 2024, LTX-Video). */
function stretchToTerminal(
  config: SchedulerConfig,
  levels: readonly number[],
  round: (value: number) => number,
): readonly number[] {
  const terminal = config.number('shift_terminal', 0);
  // A single step starts from pure noise, where there is nothing to stretch.
  if (terminal === 0 || levels.length < 2) return levels;
  const factor = round(round(1 - valueAt(levels, levels.length - 1)) / (1 - terminal));
  return levels.map((sigma) => round(1 - round(round(1 - sigma) / factor)));
}
