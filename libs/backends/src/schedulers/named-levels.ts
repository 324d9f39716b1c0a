import { interpolate } from '../numerics/interpolate.js';
import { linspace } from '../numerics/linspace.js';
import type { SchedulerConfig } from './scheduler-config.js';
import type { SigmaTable } from './sigma-table.js';

/** Ways to lay out noise levels that diffusers has no key for; webuis and NVIDIA named them. */
export const NAMED_LEVELS = ['simple', 'normal', 'align_your_steps', 'kl_optimal'] as const;

/** One of {@link NAMED_LEVELS}. */
export type NamedLevels = (typeof NAMED_LEVELS)[number];

/** Noise levels for ten steps of Sabour et al. 2024 (research.nvidia.com/labs/toronto-ai/AlignYourSteps). */
const ALIGNED_STEPS = {
  sd15: [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029],
  sdxl: [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.38, 0.234, 0.113, 0.029],
} as const;

/** @returns what the config's `sigma_schedule` asks for; undefined where it does not */
export function readNamedLevels(config: SchedulerConfig): NamedLevels | undefined {
  const name = config.choice('sigma_schedule', ['none', ...NAMED_LEVELS], 'none');
  return name === 'none' ? undefined : name;
}

/**
 * @param config its `align_your_steps`, `sd15` or `sdxl`, tells which of NVIDIA's lists fits the model
 * @param steps how many levels, at least 1
 * @returns levels of noise relative to signal, falling; what follows the last is not among them
 */
export function namedLevels(
  config: SchedulerConfig,
  name: NamedLevels,
  table: SigmaTable,
  steps: number,
): number[] {
  switch (name) {
    case 'simple':
      return simpleLevels(table.sigmas, steps);
    case 'normal':
      return linspace(table.sigmas.length - 1, 0, steps).map((timestep) => table.logLinearSigmaAt(timestep));
    case 'align_your_steps':
      return alignedLevels(ALIGNED_STEPS[config.choice('align_your_steps', ['sd15', 'sdxl'], 'sd15')], steps);
    case 'kl_optimal':
      return klOptimalLevels(table, steps);
  }
}

/** Every k-th level of training, from the highest (ComfyUI's `simple`). */
function simpleLevels(sigmas: Float32Array, steps: number): number[] {
  const stride = sigmas.length / steps;
  return Array.from({ length: steps }, (_, i) => sigmas.at(-1 - Math.floor(i * stride)) ?? 0);
}

/** NVIDIA's list, stretched to the steps: linear in log σ. */
function alignedLevels(list: readonly number[], steps: number): number[] {
  const logarithms = list.map(Math.log);
  return linspace(0, list.length - 1, steps).map((position) => Math.exp(interpolate(logarithms, position)));
}

/** Even in arctan σ (Sabour et al. 2024, theorem 3.1). The level after the last is the lowest of training. */
function klOptimalLevels({ min, max }: SigmaTable, steps: number): number[] {
  const [low, high] = [Math.atan(min), Math.atan(max)];
  return Array.from({ length: steps }, (_, i) => Math.tan((i / steps) * low + (1 - i / steps) * high));
}
