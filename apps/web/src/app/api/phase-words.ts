import { formatDuration } from '../ui/format/duration';
import { percentOf } from '../ui/format/percent';
import type { Job } from './generated/models/job';

type Phase = NonNullable<Job['progress']>['phase'];

const WORDS: Readonly<Record<Phase, string>> = {
  wait: 'Waiting for its turn',
  download: 'Fetching the model',
  load: 'Loading the model',
  encode: 'Reading the prompt',
  denoise: 'Painting',
  decode: 'Developing the picture',
};

/** What is being done to the job, in plain words. */
export function phaseWords(job: Job): string {
  if (job.status === 'pending') return 'Waiting for its turn';
  return job.progress === null ? 'Starting' : WORDS[job.progress.phase];
}

/** "step 5 of 12" where steps mean something to people. */
export function stepWords(job: Job): string | undefined {
  const progress = job.progress;
  return progress?.phase === 'denoise' ? `step ${progress.step} of ${progress.of}` : undefined;
}

export function timeLeftWords(job: Job): string | undefined {
  const seconds = job.progress?.seconds_left;
  return seconds === undefined ? undefined : `${formatDuration(seconds)} left`;
}

/** For screen readers: speaks at every quarter, not at every step. */
export function announcement(job: Job): string {
  switch (job.status) {
    case 'pending':
      return 'Your request is waiting for its turn.';
    case 'processing': {
      const quarter = Math.floor(percentOf(job.progress?.fraction ?? 0) / 25) * 25;
      return quarter === 0 ? `${phaseWords(job)}.` : `${phaseWords(job)}, ${quarter} per cent.`;
    }
    case 'completed':
      return job.images.length === 1 ? 'The picture is ready.' : `${job.images.length} pictures are ready.`;
    case 'failed':
      return 'The picture could not be made.';
    case 'cancelled':
      return 'Cancelled.';
  }
}
