import type { NoiseLevels, SamplerKind } from './sampler-kind.js';

/** How the noise levels of a run are spread: a value of the `scheduler` parameter. */
export interface ScheduleType {
  readonly value: string;
  /** A1111's name. */
  readonly label: string;
  readonly aliases: readonly string[];
  /** Keys of the scheduler config that it sets. */
  readonly overrides: Readonly<Record<string, string | boolean>>;
  /** Whether it can do its work on a sampler. */
  readonly appliesTo: (kind: SamplerKind) => boolean;
}

const NO_SPREAD = {
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  use_lu_lambdas: false,
  sigma_schedule: 'none',
};
const appliesTo =
  (...levels: readonly NoiseLevels[]) =>
  (kind: SamplerKind): boolean =>
    levels.includes(kind.levels);

/** The schedule that the sampler and the model's config ask for. */
export const AUTOMATIC_SCHEDULE: ScheduleType = {
  value: 'automatic',
  label: 'Automatic',
  aliases: [],
  overrides: {},
  appliesTo: () => true,
};

/** Every schedule type, in the order in which a form lists them. */
export const SCHEDULE_TYPES: readonly ScheduleType[] = [
  AUTOMATIC_SCHEDULE,
  {
    value: 'uniform',
    label: 'Uniform',
    aliases: [],
    overrides: NO_SPREAD,
    appliesTo: appliesTo('sigma', 'timestep', 'flow'),
  },
  {
    value: 'karras',
    label: 'Karras',
    aliases: [],
    overrides: { ...NO_SPREAD, use_karras_sigmas: true },
    appliesTo: appliesTo('sigma', 'flow'),
  },
  {
    value: 'exponential',
    label: 'Exponential',
    aliases: [],
    overrides: { ...NO_SPREAD, use_exponential_sigmas: true },
    appliesTo: appliesTo('sigma', 'flow'),
  },
  {
    value: 'beta',
    label: 'Beta',
    aliases: [],
    overrides: { ...NO_SPREAD, use_beta_sigmas: true },
    appliesTo: appliesTo('sigma', 'flow'),
  },
  {
    value: 'sgm_uniform',
    label: 'SGM Uniform',
    aliases: ['trailing', 'SGMUniform'],
    overrides: { ...NO_SPREAD, timestep_spacing: 'trailing' },
    appliesTo: appliesTo('sigma', 'timestep'),
  },
  {
    value: 'simple',
    label: 'Simple',
    aliases: [],
    overrides: { ...NO_SPREAD, sigma_schedule: 'simple' },
    appliesTo: appliesTo('sigma'),
  },
  {
    value: 'normal',
    label: 'Normal',
    aliases: [],
    overrides: { ...NO_SPREAD, sigma_schedule: 'normal' },
    appliesTo: appliesTo('sigma'),
  },
  {
    value: 'align_your_steps',
    label: 'Align Your Steps',
    aliases: ['AYS'],
    overrides: { ...NO_SPREAD, sigma_schedule: 'align_your_steps' },
    appliesTo: appliesTo('sigma'),
  },
  {
    value: 'kl_optimal',
    label: 'KL Optimal',
    aliases: [],
    overrides: { ...NO_SPREAD, sigma_schedule: 'kl_optimal', final_sigmas_type: 'sigma_min' },
    appliesTo: appliesTo('sigma'),
  },
];
