import { Component, computed, inject, output } from '@angular/core';

import { GalleryStore } from '../api/gallery-store';
import { JobStore } from '../api/job-store';
import { isFinished } from '../api/reduce-jobs';
import type { Job } from '../api/generated/models/job';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { JobProgress } from './job-progress';
import { JobResult } from './job-result';
import { announcement } from './phase-words';
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
  protected readonly jobs = inject(JobStore);
  protected readonly gallery = inject(GalleryStore);
  readonly seedUsed = output<string>();
  readonly exampleChosen = output<string>();
  readonly again = output<Job>();
  readonly cancelled = output<string>();

  protected readonly running = computed(() => {
    const job = this.jobs.focused();
    return job !== undefined && !isFinished(job) ? job : undefined;
  });

  protected readonly ended = computed(() => {
    const job = this.jobs.focused();
    return job?.status === 'failed' || job?.status === 'cancelled' ? job : undefined;
  });

  /** Pictures that were deleted meanwhile are not shown again. */
  protected readonly pictures = computed(() => {
    const known = this.gallery.images();
    const job = this.jobs.focused();
    const made = job?.status === 'completed' ? job.images : [];
    const left = made.filter((image) => known.some((other) => other.id === image.id));
    return left.length > 0 ? left : known.slice(0, 1);
  });

  /** A frame takes what it needs; a message takes the room there is. */
  protected readonly filled = computed(
    () => this.running() !== undefined || (this.ended() === undefined && this.pictures().length > 0),
  );

  protected readonly warnings = computed(() => {
    const job = this.jobs.focused();
    return job?.status === 'completed' ? (job.warnings ?? []) : [];
  });

  protected readonly spoken = computed(() => {
    const job = this.jobs.focused();
    return job === undefined ? '' : announcement(job);
  });
}
