import { ancestralUpdate, dpmUpdate, type DpmStep } from './dpm-solver-update.js';
import { LogSnrSampler } from './log-snr-sampler.js';
import { denoisedAt, epsilonAt } from './log-snr-space.js';
import { multistepSchedule } from './multistep-schedule.js';
import type { SamplerFactory, SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

const ALGORITHMS = ['dpmsolver++', 'dpmsolver', 'sde-dpmsolver++'] as const;

/** Below this many steps `lower_order_final` steadies the end of the run. */
const FEW_STEPS = 15;

/** DPM-Solver and DPM-Solver++, multistep, orders 1 to 3 (Lu et al. 2022): 2M is order 2. */
class DpmSolverMultistepSampler extends LogSnrSampler {
  readonly #config: SchedulerConfig;
  readonly #algorithm: (typeof ALGORITHMS)[number];
  readonly #solverOrder: number;
  readonly #endsAtZero: boolean;
  /** Converted outputs, the newest first, at most `solver_order`. */
  #outputs: readonly Float32Array[] = [];

  constructor(config: SchedulerConfig, run: SamplerRun) {
    super(multistepSchedule(config, run, 'dpm'), config);
    this.#config = config;
    this.#algorithm = config.choice('algorithm_type', ALGORITHMS, 'dpmsolver++');
    this.#solverOrder = config.number('solver_order', 2);
    this.#endsAtZero = this.sigmas.at(-1) === 0;
    if (this.#algorithm === 'dpmsolver' && this.#endsAtZero) {
      throw new TypeError('scheduler config: dpmsolver needs final_sigmas_type "sigma_min"');
    }
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const from = this.pointAt(index);
    const denoised = denoisedAt(this.prediction, sample, modelOutput, from);
    const predictsNoise = this.#algorithm === 'dpmsolver';
    const output = predictsNoise ? epsilonAt(this.prediction, sample, modelOutput, from) : denoised;
    const earlier = this.#outputs;
    this.#outputs = [output, ...earlier].slice(0, this.#solverOrder);

    const order = Math.min(this.#orderAt(index), earlier.length + 1);
    const step: DpmStep = {
      sample,
      outputs: this.#outputs.slice(0, order),
      to: this.pointAt(index + 1),
      points: Array.from({ length: order }, (_, i) => this.pointAt(index - i)),
      isHeun: this.#config.choice('solver_type', ['midpoint', 'heun'], 'midpoint') === 'heun',
      predictsNoise,
    };
    const isStochastic = this.#algorithm === 'sde-dpmsolver++';
    const next = isStochastic ? ancestralUpdate(step, noise.randn(sample.length)) : dpmUpdate(step);
    return { sample: next, denoised };
  }

  /** The order that diffusers uses at a call, when enough outputs have been seen. */
  #orderAt(index: number): number {
    const left = this.timesteps.length - index;
    const lowersFinal = this.#config.boolean('lower_order_final', true) && this.timesteps.length < FEW_STEPS;
    const eulerAtFinal = this.#config.boolean('euler_at_final', false);
    if (left === 1 && (eulerAtFinal || lowersFinal || this.#endsAtZero)) return 1;
    return left === 2 && lowersFinal ? Math.min(this.#solverOrder, 2) : this.#solverOrder;
  }
}

/** DPM-Solver as the model's config describes it. @see DpmSolverMultistepSampler */
export const createDpmSolverMultistep: SamplerFactory = (config, run) =>
  new DpmSolverMultistepSampler(config, run);
