import { valueAt, weightedSum } from '../float32/vector.js';
import { ancestralUpdate, dpmUpdate, type DpmStep } from './dpm-solver-update.js';
import { denoisedAt, epsilonAt, logSnrPoint, type LogSnrPoint } from './log-snr-space.js';
import { multistepSchedule } from './multistep-schedule.js';
import {
  readPredictionType,
  type PredictionType,
  type Sampler,
  type StepInput,
  type StepResult,
} from './sampler.js';
import type { SamplerFactory } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

const ALGORITHMS = ['dpmsolver++', 'dpmsolver', 'sde-dpmsolver++'] as const;

/** Below this many steps `lower_order_final` steadies the end of the run. */
const FEW_STEPS = 15;

/** DPM-Solver and DPM-Solver++, multistep, orders 1 to 3 (Lu et al. 2022): 2M is order 2. */
class DpmSolverMultistepSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma = 1;
  readonly order = 1;
  readonly #config: SchedulerConfig;
  readonly #prediction: PredictionType;
  readonly #algorithm: (typeof ALGORITHMS)[number];
  readonly #solverOrder: number;
  readonly #isFlow: boolean;
  readonly #endsAtZero: boolean;
  /** Converted outputs, the newest first, at most `solver_order`. */
  #outputs: readonly Float32Array[] = [];

  constructor(config: SchedulerConfig, steps: number) {
    const { timesteps, sigmas } = multistepSchedule(config, steps, 'dpm');
    this.timesteps = timesteps;
    this.sigmas = sigmas;
    this.#config = config;
    this.#prediction = readPredictionType(config);
    this.#algorithm = config.choice('algorithm_type', ALGORITHMS, 'dpmsolver++');
    this.#solverOrder = config.number('solver_order', 2);
    this.#isFlow = config.boolean('use_flow_sigmas', false);
    this.#endsAtZero = sigmas.at(-1) === 0;
    if (this.#algorithm === 'dpmsolver' && this.#endsAtZero) {
      throw new TypeError('scheduler config: dpmsolver needs final_sigmas_type "sigma_min"');
    }
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    const { alpha, sigma } = this.#point(index);
    return weightedSum([alpha, original], [sigma, noise]);
  }

  step({ sample, modelOutput, index, noise }: StepInput): StepResult {
    const from = this.#point(index);
    const denoised = denoisedAt(this.#prediction, sample, modelOutput, from);
    const predictsNoise = this.#algorithm === 'dpmsolver';
    const output = predictsNoise ? epsilonAt(this.#prediction, sample, modelOutput, from) : denoised;
    const earlier = this.#outputs;
    this.#outputs = [output, ...earlier].slice(0, this.#solverOrder);

    const order = Math.min(this.#orderAt(index), earlier.length + 1);
    const step: DpmStep = {
      sample,
      outputs: this.#outputs.slice(0, order),
      to: this.#point(index + 1),
      points: Array.from({ length: order }, (_, i) => this.#point(index - i)),
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

  #point(index: number): LogSnrPoint {
    return logSnrPoint(valueAt(this.sigmas, index), this.#isFlow);
  }
}

/** DPM-Solver as the model's config describes it. @see DpmSolverMultistepSampler */
export const createDpmSolverMultistep: SamplerFactory = (config, { steps }) =>
  new DpmSolverMultistepSampler(config, steps);
