import type { Job } from '../api/generated/models/job';
import type { Model } from '../api/generated/models/model';
import { formatFacts } from '../ui/format/facts';

export function promptOf(job: Job): string {
  const prompt = job.request['prompt'];
  return typeof prompt === 'string' && prompt.trim() !== '' ? prompt : $localize`Without a prompt`;
}

/** What was asked for, short: model, size, steps, number of pictures as far as the request names them. */
export function jobFacts(job: Job, models: readonly Model[]): string {
  const { width, height, steps, num_images: pictures } = job.request;
  const model = models.find((candidate) => candidate.id === job.model)?.label ?? job.model;
  return formatFacts(
    model,
    width !== undefined && height !== undefined && `${width} × ${height}`,
    steps !== undefined && (steps === 1 ? $localize`1 step` : $localize`${steps}:count: steps`),
    typeof pictures === 'number' && pictures > 1 && $localize`${pictures}:count: pictures`,
  );
}

/** Seconds from the start of the work to its end; undefined for a job that never ran. */
export function secondsTaken(job: Pick<Job, 'started_at' | 'completed_at'>): number | undefined {
  if (job.started_at === null || job.completed_at === null) return undefined;
  return (Date.parse(job.completed_at) - Date.parse(job.started_at)) / 1000;
}
