import type { Convention } from './convention.js';
import type { SamplerKind } from './sampler-kind.js';
import { SAMPLERS } from './samplers.js';
import { AUTOMATIC_SCHEDULE, SCHEDULE_TYPES, type ScheduleType } from './schedule-types.js';
import type { SchedulerConfig } from './scheduler-config.js';

/** A sampler, set up. */
export interface ChosenSampling {
  readonly kind: SamplerKind;
  /** The model's config with what the sampler and the schedule type change in it. */
  readonly config: SchedulerConfig;
  /** The type in effect. */
  readonly schedule: ScheduleType;
}

/**
 * Sets a sampler up for a model.
 *
 * @param config the model's own
 * @param samplerName a `SamplerKind.name`
 * @param scheduleType a `ScheduleType.value`; one that does not apply to the sampler becomes `automatic`
 * @param convention whose schedule it is
 * @throws TypeError for an unknown name
 */
export function chooseSampling(
  config: SchedulerConfig,
  samplerName: string,
  scheduleType: string,
  convention: Convention = 'diffusers',
): ChosenSampling {
  const kind = SAMPLERS.find(({ name }) => name === samplerName);
  if (kind === undefined) throw new TypeError(`no sampler is called "${samplerName}"`);
  const wanted = SCHEDULE_TYPES.find(({ value }) => value === scheduleType);
  if (wanted === undefined) throw new TypeError(`no schedule type is called "${scheduleType}"`);
  const schedule = wanted.appliesTo(kind) ? wanted : AUTOMATIC_SCHEDULE;
  const overrides = { ...kind.overrides, ...schedule.overrides };
  const webui = convention === 'webui' ? webuiOverrides(kind, schedule) : {};
  return { kind, config: config.with({ ...overrides, ...webui }), schedule };
}

/** What makes a sampler of diffusers one of k-diffusion as A1111's webui calls it. */
function webuiOverrides({ webui }: SamplerKind, schedule: ScheduleType): Readonly<Record<string, unknown>> {
  if (webui === undefined) return {};
  return {
    convention: 'webui',
    webui_schedule: schedule === AUTOMATIC_SCHEDULE ? webui.automatic : schedule.value,
    discard_next_to_last_sigma: webui.dropsPenultimate ?? false,
    // k-diffusion lowers the order for the step to σ = 0 alone.
    lower_order_final: false,
    euler_at_final: false,
  };
}

/** The sampler that a model's own config describes; Euler where it names a class that is not on offer. */
export function ownSampler(config: SchedulerConfig, kinds: readonly SamplerKind[]): SamplerKind | undefined {
  const ofClass = kinds.filter(({ schedulerClass }) => schedulerClass === config.className);
  const isSde = config.className !== undefined && config.has('algorithm_type', 'sde-dpmsolver++');
  const ofAlgorithm = ofClass.find(({ name }) => name.includes('SDE') === isSde);
  return ofAlgorithm ?? ofClass[0] ?? kinds.find(({ name }) => name === 'Euler') ?? kinds[0];
}
