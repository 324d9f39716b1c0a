import { LogSnrSampler } from './log-snr-sampler.js';
import { denoisedAt, epsilonAt } from './log-snr-space.js';
import { multistepSchedule } from './multistep-schedule.js';
import type { SamplerFactory, SamplerRun, StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { uniPcUpdate, type PastOutput, type UniPcVariant } from './unipc-update.js';

/** A predictor's step, kept for the corrector that follows the next denoiser call. */
interface LastStep {
  readonly sample: Float32Array;
  readonly order: number;
}

/** Unified predictor-corrector (Zhao et al. 2023). */
class UniPcSampler extends LogSnrSampler {
  readonly #solverOrder: number;
  readonly #lowersFinal: boolean;
  readonly #variant: UniPcVariant;
  /** The newest first, at most `solver_order`. */
  #outputs: readonly PastOutput[] = [];
  #last: LastStep | undefined;

  constructor(config: SchedulerConfig, run: SamplerRun) {
    super(multistepSchedule(config, run, 'unipc'), config);
    this.#solverOrder = config.number('solver_order', 2);
    this.#lowersFinal = config.boolean('lower_order_final', true);
    this.#variant = {
      predictsNoise: !config.boolean('predict_x0', true),
      solver: config.choice('solver_type', ['bh1', 'bh2'], 'bh2'),
    };
  }

  step({ sample, modelOutput, index }: StepInput): StepResult {
    const point = this.pointAt(index);
    const denoised = denoisedAt(this.prediction, sample, modelOutput, point);
    const value = this.#variant.predictsNoise
      ? epsilonAt(this.prediction, sample, modelOutput, point)
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
      sample: uniPcUpdate({ sample: from, past, to: this.pointAt(index + 1) }, this.#variant),
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
}

/** @see UniPcSampler */
export const createUniPc: SamplerFactory = (config, run) => new UniPcSampler(config, run);
