import { formatDuration } from '../ui/format/duration';
import { percentOf } from '../ui/format/percent';
import type { Job } from './generated/models/job';

type Phase = NonNullable<Job['progress']>['phase'];

const WORDS: Readonly<Record<Phase, string>> = {
  wait: $localize`Waiting for its turn`,
  download: $localize`Fetching the model`,
  load: $localize`Loading the model`,
  encode: $localize`Reading the prompt`,
  denoise: $localize`Painting`,
  decode: $localize`Developing the picture`,
};

/** What is being done to the job, in plain words. */
export function phaseWords(job: Job): string {
  if (job.status === 'pending') return $localize`Waiting for its turn`;
  if (job.cancel_requested) return $localize`Cancelling …`;
  return job.progress === null ? $localize`Starting` : WORDS[job.progress.phase];
}

/** "step 5 of 12" where steps mean something to people. */
export function stepWords(job: Job): string | undefined {
  const progress = ahead(job);
  return progress?.phase === 'denoise'
    ? $localize`step ${progress.step}:step: of ${progress.of}:of:`
    : undefined;
}

export function timeLeftWords(job: Job): string | undefined {
  const seconds = ahead(job)?.seconds_left;
  return seconds === undefined ? undefined : $localize`${formatDuration(seconds)}:duration: left`;
}

/** What is still to be done of a job; nothing of one that is being called off. */
function ahead(job: Job): Job['progress'] {
  return job.cancel_requested ? null : job.progress;
}

/** For screen readers: speaks at every quarter, not at every step. */
export function announcement(job: Job): string {
  switch (job.status) {
    case 'pending':
      return $localize`Your request is waiting for its turn.`;
    case 'processing': {
      const quarter = Math.floor(percentOf(job.progress?.fraction ?? 0) / 25) * 25;
      return quarter === 0 || job.cancel_requested
        ? `${phaseWords(job)}.`
        : $localize`${phaseWords(job)}:phase:, ${quarter}:percent: per cent.`;
    }
    case 'completed':
      return job.images.length === 1
        ? $localize`The picture is ready.`
        : $localize`${job.images.length}:count: pictures are ready.`;
    case 'failed':
      return $localize`The picture could not be made.`;
    case 'cancelled':
      return $localize`Cancelled.`;
  }
}
