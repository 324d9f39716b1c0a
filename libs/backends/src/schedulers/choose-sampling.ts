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
 * @throws TypeError for an unknown name
 */
export function chooseSampling(
  config: SchedulerConfig,
  samplerName: string,
  scheduleType: string,
): ChosenSampling {
  const kind = SAMPLERS.find(({ name }) => name === samplerName);
  if (kind === undefined) throw new TypeError(`no sampler is called "${samplerName}"`);
  const wanted = SCHEDULE_TYPES.find(({ value }) => value === scheduleType);
  if (wanted === undefined) throw new TypeError(`no schedule type is called "${scheduleType}"`);
  const schedule = wanted.appliesTo(kind) ? wanted : AUTOMATIC_SCHEDULE;
  return { kind, config: config.with({ ...kind.overrides, ...schedule.overrides }), schedule };
}

/** The sampler that a model's own config describes; Euler where it names a class that is not on offer. */
export function ownSampler(config: SchedulerConfig, kinds: readonly SamplerKind[]): SamplerKind | undefined {
  const ofClass = kinds.filter(({ schedulerClass }) => schedulerClass === config.className);
  const isSde = config.className !== undefined && config.has('algorithm_type', 'sde-dpmsolver++');
  const ofAlgorithm = ofClass.find(({ name }) => name.includes('SDE') === isSde);
  return ofAlgorithm ?? ofClass[0] ?? kinds.find(({ name }) => name === 'Euler') ?? kinds[0];
}
