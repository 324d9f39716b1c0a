import type { NoiseSource } from '../noise/noise-source.js';
import type { SchedulerConfig } from './scheduler-config.js';

/** What the denoiser's output stands for. */
const PREDICTION_TYPES = ['epsilon', 'v_prediction', 'sample', 'flow_prediction'] as const;

/** One of {@link PREDICTION_TYPES}. */
export type PredictionType = (typeof PREDICTION_TYPES)[number];

/** @returns what the model was trained to predict; epsilon where the config does not say */
export function readPredictionType(config: SchedulerConfig): PredictionType {
  return config.choice('prediction_type', PREDICTION_TYPES, 'epsilon');
}

/**
 * One run of a sampler over one picture: pure arithmetic in float32, no network. It keeps the state of its
 * method (earlier outputs), so each picture gets a new one, and steps come in order.
 */
export interface Sampler {
  /** What the denoiser is told, one entry per call: noise falls from left to right. */
  readonly timesteps: readonly number[];
  /** Noise levels σ, one more than calls; absent for the samplers that work on ᾱ alone. */
  readonly sigmas?: Float32Array;
  /** Standard deviation of the start noise. */
  readonly initNoiseSigma: number;
  /** Denoiser calls per step: 2 for Heun. */
  readonly order: number;

  /** What the denoiser gets at call `index` in place of `sample`. */
  scaleModelInput(sample: Float32Array, index: number): Float32Array;

  /** `original` with the noise that belongs before call `index`: where image to image starts. */
  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array;

  /** Goes from call `index` to the next. */
  step(input: StepInput): StepResult;
}

/** What a step works on. Vectors have the length of the latents. */
export interface StepInput {
  readonly sample: Float32Array;
  /** The denoiser's answer after guidance. */
  readonly modelOutput: Float32Array;
  /** Which entry of `timesteps` the denoiser was called with. */
  readonly index: number;
  /** Ancestral and SDE samplers draw from it at every step. */
  readonly noise: NoiseSource;
}

/** What a step gives. */
export interface StepResult {
  /** The sample before the next call; after the last call, the picture's latents. */
  readonly sample: Float32Array;
  /** The latents as far as they can be told now, for a preview; may be worked out when it is read. */
  readonly denoised: Float32Array;
}

/** What a sampler is made for. */
export interface SamplerRun {
  readonly steps: number;
  /** Image to image: 0 to 1. Only LCM lays its timesteps out by it. Default 1. */
  readonly strength?: number;
  /** Share of fresh noise in each step, 0 to 1: DDIM and TCD. Default 0. */
  readonly eta?: number;
  /** Rectified flows: noise levels before the shift, 1 and down, where the pipeline lays them out itself. */
  readonly sigmas?: readonly number[];
  /**
   * Rectified flows with `use_dynamic_shifting`: the shift that `dynamicShift` finds for a size. Default: that
   * of the largest size in the config.
   */
  readonly mu?: number;
}

/** Makes the sampler of one picture. @throws TypeError for a config that the sampler cannot follow */
export type SamplerFactory = (config: SchedulerConfig, run: SamplerRun) => Sampler;
