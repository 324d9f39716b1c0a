import { divide, scale, valueAt, weightedSum } from '../numerics/float32-vector.js';
import { deisWeights } from './deis-weights.js';
import { LogSnrSampler } from './log-snr-sampler.js';
import { denoisedAt, type LogSnrPoint } from './log-snr-space.js';
import { multistepSchedule } from './multistep-schedule.js';
import type { SamplerFactory, SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

const f = Math.fround;

/** Below this many steps `lower_order_final` steadies the end of the run. */
const FEW_STEPS = 15;

/**
 * Diffusion exponential integrator sampler, Adams-Bashforth in log ρ (Zhang & Chen 2023, section 3.3), orders
 * 1 to 3. As in diffusers the run ends at the lowest noise level of training, not at 0.
 */
class DeisSampler extends LogSnrSampler {
  readonly #solverOrder: number;
  readonly #lowersFinal: boolean;
  /** Predicted noise, the newest first, at most `solver_order`. */
  #outputs: readonly Float32Array[] = [];

  constructor(config: SchedulerConfig, run: SamplerRun) {
    super(multistepSchedule(config, run, 'deis'), config);
    this.#solverOrder = Math.min(config.number('solver_order', 2), 3);
    this.#lowersFinal = config.boolean('lower_order_final', true) && this.timesteps.length < FEW_STEPS;
  }

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const from = this.pointAt(index);
    const to = this.pointAt(index + 1);
    const denoised = denoisedAt(this.prediction, sample, modelOutput, from);
    const epsilon = divide(weightedSum([1, sample], [-from.alpha, denoised]), from.sigma);
    const left = this.timesteps.length - index;
    const wanted = this.#lowersFinal ? Math.min(this.#solverOrder, left) : this.#solverOrder;
    this.#outputs = [epsilon, ...this.#outputs].slice(0, this.#solverOrder);
    const outputs = this.#outputs.slice(0, wanted);
    if (outputs.length === 1) return { sample: firstOrder(sample, epsilon, from, to), denoised };

    const rhos = outputs.map((_, i) => rho(this.pointAt(index - i)));
    const weights = deisWeights(rhos, rho(to));
    const moved = outputs.reduce(
      (sum, output, i) => weightedSum([1, sum], [valueAt(weights, i), output]),
      divide(sample, from.alpha),
    );
    return { sample: scale(moved, to.alpha), denoised };
  }
}

/** DDIM in the coordinates of DPM-Solver. */
function firstOrder(
  sample: Float32Array,
  epsilon: Float32Array,
  from: LogSnrPoint,
  to: LogSnrPoint,
): Float32Array {
  const growth = f(f(Math.exp(f(to.lambda - from.lambda))) - 1);
  return weightedSum([f(to.alpha / from.alpha), sample], [-f(to.sigma * growth), epsilon]);
}

/** Noise relative to signal: the ρ of the paper. */
function rho({ sigma, alpha }: LogSnrPoint): number {
  return f(sigma / alpha);
}

/** @see DeisSampler */
export const createDeis: SamplerFactory = (config, run) => new DeisSampler(config, run);
