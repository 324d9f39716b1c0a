import type { SamplerFactory } from './sampler.js';
import type { WebuiScheduleName } from './webui-schedule.js';

/** A sampler on offer. */
export interface SamplerKind {
  /** A1111's name where it has one: the value of the `sampler` parameter. */
  readonly name: string;
  /** diffusers' class, or k-diffusion's function where there is none. */
  readonly schedulerClass: string;
  /** Other names that people send: diffusers' class and k-diffusion's function. */
  readonly aliases: readonly string[];
  /** Keys of the scheduler config that make this sampler out of its class. */
  readonly overrides?: Readonly<Record<string, string | number | boolean>>;
  readonly levels: NoiseLevels;
  /** How A1111's webui lays its noise levels out; absent where the webui convention changes the noise alone. */
  readonly webui?: WebuiSampling;
  readonly create: SamplerFactory;
}

/** What A1111's webui does for a sampler of k-diffusion. */
interface WebuiSampling {
  /** Its schedule type `automatic`. */
  readonly automatic: WebuiScheduleName;
  /** `discard_next_to_last_sigma`. Default false. */
  readonly dropsPenultimate?: boolean;
}

/**
 * What a sampler's noise levels are, which decides on the schedule types that apply: any `sigma`; whole
 * training `timestep`s; levels of a rectified `flow`; those `fixed` by the distillation of the model.
 */
export type NoiseLevels = 'sigma' | 'timestep' | 'flow' | 'fixed';
