import { scale, weightedSum, type Term } from '../numerics/float32-vector.js';
import { differences } from './dpm-solver-update.js';
import { LogSnrSampler } from './log-snr-sampler.js';
import { denoisedAt } from './log-snr-space.js';
import { multistepSchedule } from './multistep-schedule.js';
import type { SamplerFactory, SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

const f = Math.fround;
const HISTORY = 3;

/**
 * SDE-DPM-Solver++ of third order (k-diffusion's `sample_dpmpp_3m_sde`, η = 1), in the parametrisation of
 * Lu et al. 2022. diffusers' DPMSolverMultistepScheduler has an order 3 of its SDE too, with another sign in
 * the last coefficient, by which it does not vanish for small steps; this is k-diffusion's. The noise is drawn
 * once a step, not from torchsde's Brownian tree.
 */
class DpmPp3mSdeSampler extends LogSnrSampler {
  /** The newest first, at most three. */
  #outputs: readonly Float32Array[] = [];

  constructor(config: SchedulerConfig, run: SamplerRun) {
    super(multistepSchedule(config, run, 'dpm'), config);
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const from = this.pointAt(index);
    const to = this.pointAt(index + 1);
    const denoised = denoisedAt(this.prediction, sample, modelOutput, from);
    this.#outputs = [denoised, ...this.#outputs].slice(0, HISTORY);
    if (to.sigma === 0) return { sample: scale(denoised, 1), denoised };

    const h = f(to.lambda - from.lambda);
    const shrink = -Math.expm1(-2 * h);
    const phi2 = 1 - shrink / (2 * h);
    const phi3 = phi2 / (2 * h) - 0.5;
    const points = this.#outputs.map((_, i) => this.pointAt(index - i));
    const { first, second } = differences({ outputs: this.#outputs, points }, h);
    const terms: Term[] = [[to.alpha * shrink, denoised]];
    if (first !== undefined) terms.push([to.alpha * phi2, first]);
    if (second !== undefined) terms.push([-to.alpha * phi3, second]);
    terms.push([to.sigma * Math.sqrt(shrink), noise.randn(sample.length)]);
    const kept = (to.sigma / from.sigma) * Math.exp(-h);
    return { sample: weightedSum([kept, sample], ...terms), denoised };
  }
}

/** @see DpmPp3mSdeSampler */
export const createDpmPp3mSde: SamplerFactory = (config, run) => new DpmPp3mSdeSampler(config, run);
