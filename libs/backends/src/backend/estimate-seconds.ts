import { lastSize, type GenerationPlan } from './generation-plan.js';
import type { MeasuredWork, RunRecords, WorkPart } from './run-records.js';

/**
 * How long a plan will take, without loading, by what its parts took before: the calls of each pass at its
 * size, enlarging between them, decoding.
 *
 * @param work of the first pass
 * @returns seconds; undefined while one of the parts was never done
 */
export function estimateSeconds(
  records: RunRecords,
  plan: GenerationPlan,
  work: MeasuredWork,
): number | undefined {
  const { calls, hires, parameters } = plan;
  const last = { ...work, ...lastSize(plan) };
  const parts: readonly (readonly [times: number, of: MeasuredWork, part: WorkPart])[] = [
    [calls, work, 'call'],
    ...(hires === undefined
      ? []
      : ([
          [1, last, 'upscale'],
          [hires.calls, last, 'call'],
        ] as const)),
    [1, last, 'decode'],
  ];
  let seconds = 0;
  for (const [times, of, part] of parts) {
    const once = records.seconds(of, part);
    if (once === undefined) return undefined;
    seconds += times * once;
  }
  return seconds * parameters.numImages;
}
