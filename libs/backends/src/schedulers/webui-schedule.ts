import { NAMED_LEVELS, namedLevels } from './named-levels.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { spreadSigmas } from './sigma-schedule.js';
import type { SigmaTable } from './sigma-table.js';

const f = Math.fround;

const WEBUI_SCHEDULES = ['uniform', 'sgm_uniform', 'karras', 'exponential', 'beta', ...NAMED_LEVELS] as const;

/** One of the schedule types that lay out noise levels, by A1111's name. */
export type WebuiScheduleName = (typeof WEBUI_SCHEDULES)[number];

/** Noise levels as A1111's webui lays them out. */
export interface WebuiSchedule {
  /** With fractions, float32. */
  readonly timesteps: readonly number[];
  /** One more than timesteps, float32. */
  readonly sigmas: Float32Array;
}

/** Whether a config asks for {@link webuiSchedule}. */
export function isWebui(config: SchedulerConfig): boolean {
  return config.has('convention', 'webui');
}

/**
 * The schedule of A1111's `webui` convention: noise levels by k-diffusion's functions (`webui_schedule`),
 * interpolated in log σ, at timesteps with fractions. `discard_next_to_last_sigma` lays out a step more and
 * leaves the last but one out.
 *
 * @param steps how many, at least 1
 */
export function webuiSchedule(config: SchedulerConfig, table: SigmaTable, steps: number): WebuiSchedule {
  const name = config.choice('webui_schedule', WEBUI_SCHEDULES, 'uniform');
  const drops = config.boolean('discard_next_to_last_sigma', false);
  const levels = webuiLevels(config, name, table, drops ? steps + 1 : steps);
  const sigmas = Float32Array.from([
    ...(drops ? levels.slice(0, -1) : levels),
    name === 'kl_optimal' ? table.min : 0,
  ]);
  return { timesteps: [...sigmas.subarray(0, -1)].map((sigma) => f(table.timestepOf(sigma))), sigmas };
}

function webuiLevels(
  config: SchedulerConfig,
  name: WebuiScheduleName,
  table: SigmaTable,
  steps: number,
): readonly number[] {
  switch (name) {
    case 'uniform':
      return namedLevels(config, 'normal', table, steps);
    case 'sgm_uniform':
      return namedLevels(config, 'normal', table, steps + 1).slice(0, -1);
    case 'karras':
    case 'exponential':
    case 'beta':
      return spreadSigmas(config, name, { min: table.min, max: table.max }, steps);
    default:
      return namedLevels(config, name, table, steps);
  }
}
