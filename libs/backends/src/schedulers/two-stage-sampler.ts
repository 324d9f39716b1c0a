import { roundHalfEven } from '../numerics/round-half-even.js';
import { eulerSchedule, type EulerSchedule } from './euler-schedule.js';
import { readPredictionType, type SamplerRun, type StepInput, type StepResult } from './sampler.js';
import type { SchedulerConfig } from './scheduler-config.js';
import { readSigmaSpread } from './sigma-schedule.js';
import { SigmaSampler } from './sigma-sampler.js';

const f = Math.fround;

/** How a method lays out its calls. */
interface Layout {
  /** The noise level between the two calls of a step. */
  readonly middle: (from: number, to: number) => number;
  /** Whether diffusers' class rounds the timesteps of Karras levels; it never rounds those between. */
  readonly roundsKarras?: boolean;
}

/** What both stages of a step know. */
export interface Stage extends StepInput {
  /** The clean latents that the denoiser's answer stands for. */
  readonly denoised: Float32Array;
  /** dx/dσ */
  readonly derivative: Float32Array;
  /** Noise level of the step's start. */
  readonly from: number;
  /** Noise level between. */
  readonly middle: number;
}

/** The second stage of a step. */
export interface SecondStage extends Stage {
  /** The sample at the step's start. */
  readonly start: Float32Array;
  /** Noise level of the step's end. */
  readonly to: number;
}

/**
 * What the samplers share that ask the denoiser twice a step: at its start and between. A step that ends in
 * σ = 0 has no between and asks once: n steps are 2n − 1 calls.
 */
export abstract class TwoStageSampler extends SigmaSampler {
  readonly order = 2;
  #start: Float32Array | undefined;

  constructor(config: SchedulerConfig, run: SamplerRun, { middle, roundsKarras = false }: Layout) {
    const schedule = eulerSchedule(config, run.steps, 'bounded');
    const isRounded = roundsKarras && readSigmaSpread(config) === 'karras';
    const timesteps = isRounded ? schedule.timesteps.map(roundHalfEven) : schedule.timesteps;
    super(withMiddles({ ...schedule, timesteps }, middle), readPredictionType(config));
  }

  step(input: StepInput): StepResult {
    const { sample, modelOutput, index } = input;
    const sigma = this.sigmaAt(index);
    const next = this.sigmaAt(index + 1);
    const slope = this.slope(sample, modelOutput, sigma);
    const { denoised } = slope;
    const start = this.#start;
    if (start !== undefined) {
      this.#start = undefined;
      const from = this.sigmaAt(index - 1);
      return { sample: this.arrive({ ...input, ...slope, start, from, middle: sigma, to: next }), denoised };
    }
    if (next === 0) return { sample: denoised, denoised };
    this.#start = sample;
    return { sample: this.approach({ ...input, ...slope, from: sigma, middle: next }), denoised };
  }

  /** The sample at the noise level between. */
  protected abstract approach(stage: Stage): Float32Array;

  /** The sample at the step's end. */
  protected abstract arrive(stage: SecondStage): Float32Array;
}

/** The mean of two noise levels in log σ. */
export function logMean(first: number, second: number): number {
  const low = f(Math.log(first));
  return f(Math.exp(f(low + f(0.5 * f(f(Math.log(second)) - low)))));
}

/** Puts each step's noise level between behind its start. */
function withMiddles(schedule: EulerSchedule, middle: Layout['middle']): EulerSchedule {
  const { timesteps, sigmas, table } = schedule;
  const calls = timesteps.flatMap((timestep, i) => {
    const [from = 0, to = 0] = sigmas.subarray(i, i + 2);
    const between = to === 0 ? 0 : middle(from, to);
    const start = { timestep, sigma: from };
    return between === 0 ? [start] : [start, { timestep: f(table.timestepOf(between)), sigma: between }];
  });
  return {
    ...schedule,
    timesteps: calls.map(({ timestep }) => timestep),
    sigmas: Float32Array.from([...calls.map(({ sigma }) => sigma), sigmas.at(-1) ?? 0]),
  };
}
