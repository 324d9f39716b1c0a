import { linspace } from '../numerics/linspace.js';
import { roundHalfEven } from '../numerics/round-half-even.js';
import type { SchedulerConfig } from './scheduler-config.js';

/** How the timesteps of a run are spread over the training timesteps. */
const TIMESTEP_SPACINGS = ['linspace', 'leading', 'trailing'] as const;

/** One of {@link TIMESTEP_SPACINGS}. */
export type TimestepSpacing = (typeof TIMESTEP_SPACINGS)[number];

/** @returns the spacing that the config asks for, or the sampler's own */
export function readSpacing(config: SchedulerConfig, byDefault: TimestepSpacing): TimestepSpacing {
  return config.choice('timestep_spacing', TIMESTEP_SPACINGS, byDefault);
}

/**
 * Timesteps from high to low in the three ways of Lin et al. 2024, table 2. `linspace` gives fractions: a
 * sampler of whole timesteps rounds them.
 *
 * @param steps how many, at least 1
 * @param spacing where they lie
 */
export function spacedTimesteps(config: SchedulerConfig, steps: number, spacing: TimestepSpacing): number[] {
  const trained = config.number('num_train_timesteps', 1000);
  switch (spacing) {
    case 'linspace':
      return linspace(0, trained - 1, steps).toReversed();
    case 'leading': {
      const ratio = Math.floor(trained / steps);
      const offset = config.number('steps_offset', 0);
      return Array.from({ length: steps }, (_, i) => (steps - 1 - i) * ratio + offset);
    }
    case 'trailing':
      return trailingTimesteps(trained, steps);
  }
}

/**
 * The same for DPM-Solver and UniPC, which lay out one timestep more and leave out the last.
 *
 * @param steps how many, at least 1
 */
export function multistepTimesteps(
  config: SchedulerConfig,
  steps: number,
  spacing: TimestepSpacing,
): number[] {
  const trained = config.number('num_train_timesteps', 1000);
  switch (spacing) {
    case 'linspace':
      return linspace(0, trained - 1, steps + 1)
        .map(roundHalfEven)
        .toReversed()
        .slice(0, -1);
    case 'leading': {
      const ratio = Math.floor(trained / (steps + 1));
      const offset = config.number('steps_offset', 0);
      return Array.from({ length: steps }, (_, i) => (steps - i) * ratio + offset);
    }
    case 'trailing':
      return trailingTimesteps(trained, steps);
  }
}

function trailingTimesteps(trained: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => roundHalfEven(trained - i * (trained / steps)) - 1);
}
