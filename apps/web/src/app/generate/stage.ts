import { Component, computed, inject, linkedSignal, output } from '@angular/core';

import { failureWords } from '../api/failure-words';
import { LatestImages } from '../api/latest-images';
import type { Job } from '../api/generated/models/job';
import { JobStore } from '../api/job-store';
import { announcement } from '../api/phase-words';
import { isFinished } from '../api/reduce-jobs';
import { decodedImage } from '../ui/decoded-image';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { JobProgress } from './job-progress';
import { JobResult } from './job-result';
import { Welcome } from './welcome';

/** Where the picture is: the job in sight, else the newest picture, else an invitation. */
@Component({
  selector: 'app-stage',
  imports: [JobProgress, JobResult, Message, Notice, Welcome],
  templateUrl: './stage.html',
  styleUrl: './stage.css',
  host: { '[class.filled]': 'filled()' },
})
export class Stage {
  protected readonly failureWords = failureWords;
  protected readonly jobs = inject(JobStore);
  protected readonly gallery = inject(LatestImages);
  readonly seedUsed = output<string>();
  readonly exampleChosen = output<string>();
  readonly again = output<Job>();
  readonly cancelled = output<string>();

  /** The pictures of the job in sight but those that were deleted. */
  private readonly made = computed(() => {
    const job = this.jobs.focused();
    const images = job?.status === 'completed' ? job.images : [];
    return images.filter((image) => !this.gallery.deletedIds().has(image.id));
  });

  private readonly arrival = decodedImage(() => this.made()[0]?.url);

  /** The job that was seen running here: its last preview stays until its picture can be painted. */
  private readonly watched = linkedSignal<Job | undefined, string | undefined>({
    source: this.jobs.focused,
    computation: (job, previous) =>
      job === undefined || (isFinished(job) && previous?.value !== job.id) ? undefined : job.id,
  });

  protected readonly running = computed(() => {
    const job = this.jobs.focused();
    if (job === undefined) return undefined;
    const watched = this.watched() === job.id;
    const arriving = job.status === 'completed' && watched && this.arrival.isLoading();
    return isFinished(job) && !arriving ? undefined : job;
  });

  protected readonly ended = computed(() => {
    const job = this.jobs.focused();
    return job?.status === 'failed' || job?.status === 'cancelled' ? job : undefined;
  });

  protected readonly pictures = computed(() => {
    const made = this.made();
    return made.length > 0 ? made : this.gallery.images().slice(0, 1);
  });

  /** A frame takes what it needs; a message takes the room there is. */
  protected readonly filled = computed(
    () => this.running() !== undefined || (this.ended() === undefined && this.pictures().length > 0),
  );

  protected readonly warnings = computed(() => {
    const job = this.jobs.focused();
    return job?.status === 'completed' ? job.warnings : [];
  });

  protected readonly spoken = computed(() => {
    const job = this.jobs.focused();
    return job === undefined ? '' : announcement(job);
  });
}
