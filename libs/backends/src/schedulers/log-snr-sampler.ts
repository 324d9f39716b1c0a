import { valueAt, weightedSum } from '../numerics/float32-vector.js';
import { logSnrPoint, type LogSnrPoint } from './log-snr-space.js';
import type { MultistepSchedule } from './multistep-schedule.js';
import { readPredictionType, type PredictionType, type Sampler } from './sampler.js';
import type { StepInput, StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';

/** What the samplers share that solve the diffusion ODE in λ = ln(α/σ) (Lu et al. 2022). */
export abstract class LogSnrSampler implements Sampler {
  readonly timesteps: readonly number[];
  readonly sigmas: Float32Array;
  readonly initNoiseSigma: number;
  readonly order = 1;
  protected readonly prediction: PredictionType;
  readonly #isFlow: boolean;

  constructor({ timesteps, sigmas, initNoiseSigma }: MultistepSchedule, config: SchedulerConfig) {
    this.timesteps = timesteps;
    this.sigmas = sigmas;
    this.initNoiseSigma = initNoiseSigma;
    this.prediction = readPredictionType(config);
    this.#isFlow = config.boolean('use_flow_sigmas', false);
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array {
    const { alpha, sigma } = this.pointAt(index);
    return weightedSum([alpha, original], [sigma, noise]);
  }

  abstract step(input: StepInput): StepResult;

  /** Where the sample is before call `index`. */
  protected pointAt(index: number): LogSnrPoint {
    return logSnrPoint(valueAt(this.sigmas, index), this.#isFlow);
  }
}
