import { valueAt, weightedSum } from '../float32/vector.js';
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
import { uniPcUpdate, type PastOutput, type UniPcVariant } from './unipc-update.js';

/** A predictor's step, kept for the corrector that follows the next denoiser call. */
interface LastStep {
  readonly sample: Float32Array;
  readonly order: number;
}

/** Unified predictor-corrector (Zhao et al. 2023). */
class UniPcSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma = 1;
  readonly order = 1;
  readonly #prediction: PredictionType;
  readonly #solverOrder: number;
  readonly #lowersFinal: boolean;
  readonly #isFlow: boolean;
  readonly #variant: UniPcVariant;
  /** The newest first, at most `solver_order`. */
  #outputs: readonly PastOutput[] = [];
  #last: LastStep | undefined;

  constructor(config: SchedulerConfig, steps: number) {
    const { timesteps, sigmas } = multistepSchedule(config, steps, 'unipc');
    this.timesteps = timesteps;
    this.sigmas = sigmas;
    this.#prediction = readPredictionType(config);
    this.#solverOrder = config.number('solver_order', 2);
    this.#lowersFinal = config.boolean('lower_order_final', true);
    this.#isFlow = config.boolean('use_flow_sigmas', false);
    this.#variant = {
      predictsNoise: !config.boolean('predict_x0', true),
      solver: config.choice('solver_type', ['bh1', 'bh2'], 'bh2'),
    };
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    const { alpha, sigma } = this.#point(index);
    return weightedSum([alpha, original], [sigma, noise]);
  }

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const point = this.#point(index);
    const denoised = denoisedAt(this.#prediction, sample, modelOutput, point);
    const value = this.#variant.predictsNoise
      ? epsilonAt(this.#prediction, sample, modelOutput, point)
      : denoised;
    const output: PastOutput = { value, point };
    const from = this.#correct(sample, output);

    this.#outputs = [output, ...this.#outputs].slice(0, this.#solverOrder);
    const left = this.timesteps.length - index;
    const wanted = this.#lowersFinal ? Math.min(this.#solverOrder, left) : this.#solverOrder;
    const order = Math.min(wanted, this.#outputs.length);
    this.#last = { sample: from, order };
    const past = this.#outputs.slice(0, order);
    return {
      sample: uniPcUpdate({ sample: from, past, to: this.#point(index + 1) }, this.#variant),
      denoised,
    };
  }

  /** Redoes the last step now that the denoiser has been asked at its end. */
  #correct(sample: Float32Array, output: PastOutput): Float32Array {
    if (this.#last === undefined) return sample;
    const past = this.#outputs.slice(0, this.#last.order);
    return uniPcUpdate(
      { sample: this.#last.sample, past, to: output.point, arrived: output.value },
      this.#variant,
    );
  }

  #point(index: number): LogSnrPoint {
    return logSnrPoint(valueAt(this.sigmas, index), this.#isFlow);
  }
}

/** @see UniPcSampler */
export const createUniPc: SamplerFactory = (config, { steps }) => new UniPcSampler(config, steps);
