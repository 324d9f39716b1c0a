import type { CallPosition } from './denoise.js';
import type { Condition } from './networks/denoiser.js';

/** What the denoiser is told of a prompt, which may change while the picture forms. */
export interface ScheduledCondition {
  /** How strongly it pulls beside others that `AND` joins it with; 1 for a prompt alone. */
  readonly weight: number;
  /** For each pass one per step, or one for all of them. A pass that is not listed is told as the last. */
  readonly passes: readonly (readonly Condition[])[];
}

/** A condition that stays. */
export function constantCondition(condition: Condition): ScheduledCondition {
  return { weight: 1, passes: [[condition]] };
}

/** The condition of a denoiser call: samplers may call more often than there are steps, or less. */
export function conditionAt({ passes }: ScheduledCondition, { pass, call, calls }: CallPosition): Condition {
  const steps = passes[pass] ?? passes.at(-1) ?? [];
  const condition = steps[Math.floor((call * steps.length) / calls)];
  if (condition === undefined) throw new RangeError(`call ${call} of ${calls} has no condition`);
  return condition;
}

/** Changes every condition, each once: steps that share one go on to share it. */
export function mapConditions(
  scheduled: readonly ScheduledCondition[],
  change: (condition: Condition, index: number) => Condition,
): readonly ScheduledCondition[] {
  return scheduled.map(({ weight, passes }, index) => {
    const distinct = [...new Set(passes.flat())];
    const changed = new Map(distinct.map((condition) => [condition, change(condition, index)]));
    const get = (condition: Condition): Condition => changed.get(condition) ?? condition;
    return { weight, passes: passes.map((steps) => steps.map(get)) };
  });
}
